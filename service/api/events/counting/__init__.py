"""Numbers of events by what they have in common: ordered, filled, and in each format."""
