"""Phrases that say when, and the dates that they mean."""
