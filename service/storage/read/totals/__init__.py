"""What is counted of the whole store: its events and articles, by source and month, and by the words they have."""
