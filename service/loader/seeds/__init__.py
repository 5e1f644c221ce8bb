"""The data files with names, read and checked."""
