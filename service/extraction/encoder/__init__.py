"""The trained encoder: its input, and what its scores mean."""
