"""An article, and the details given beside its text."""
