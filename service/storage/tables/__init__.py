"""The tables, and the values that rows are read to."""
