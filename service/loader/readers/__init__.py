"""Reading submitted texts in a process of its own."""
