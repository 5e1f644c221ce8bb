"""A look at a sentence alone, by the lower layers of the released encoder: whether it is worth a window."""
