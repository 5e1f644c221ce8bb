"""Events, the reports that they are merged from, their dates, and when these agree."""
