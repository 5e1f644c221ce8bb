"""Files, folders, archives and standard input to articles."""
