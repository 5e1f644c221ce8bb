"""Phrases that tell when, and the dates that they mean."""
