"""Reading the kept counts of current events that may have happened in a range of days."""
