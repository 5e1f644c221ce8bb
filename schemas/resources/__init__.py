"""What the store has: articles, names, events, reports and their evidence."""
