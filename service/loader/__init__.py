"""From files to stored events."""
