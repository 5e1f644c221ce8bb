"""What sentences name: bases, actors and countries, by list and by form."""
