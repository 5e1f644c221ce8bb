"""Rows of many articles and reports at once: to the store, and back to what is merged."""
