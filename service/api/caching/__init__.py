"""Conditional requests, and responses that are kept to be sent again."""
