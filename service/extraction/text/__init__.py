"""The text of an article: its lines, sentences, and what it says of itself."""
