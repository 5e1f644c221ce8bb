"""The explorer: a page on which events are looked at, over the public API alone."""
