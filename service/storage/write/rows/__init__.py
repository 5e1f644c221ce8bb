"""Rows of many reports at once: to the store, and back to what is merged."""
