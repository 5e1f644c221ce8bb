"""Bases, actors, sources by the names that people give them."""
