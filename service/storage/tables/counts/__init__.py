"""Counts of current events, which are kept as events change."""
