"""Citations of events and of lists, by which the cited answer can be had again."""
