"""Annotated articles and what they tell, as windows with targets."""
