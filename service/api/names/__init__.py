"""Bases, actors, sources and articles: lists and single resources."""
