"""Articles: their text, their metadata, their publishers, and how they are submitted."""
