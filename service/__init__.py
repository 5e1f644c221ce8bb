"""Basewatch: which forces left, handed over, reached or hit which military base, when, and who says so."""
