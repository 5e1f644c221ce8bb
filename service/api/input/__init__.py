"""What a request asks for: arguments, cursors, bodies, to values."""
