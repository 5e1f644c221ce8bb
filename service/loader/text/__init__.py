"""From bytes to text: encodings, front matter and JSON."""
