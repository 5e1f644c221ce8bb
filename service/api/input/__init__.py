"""Request input: query arguments, cursors and bodies, parsed to values."""
