"""Names, articles, changes, health: all that is no event."""
