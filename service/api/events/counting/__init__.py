"""Numbers of events by what they have in common: ordered, filled, in each format, and as facets of a list."""
