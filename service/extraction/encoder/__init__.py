"""What the trained encoder is asked, and what its scores mean."""
