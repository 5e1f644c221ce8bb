"""Forms that events are sent in."""
