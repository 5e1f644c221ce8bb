"""Words of the calendar: months, seasons, feasts, and the year that a phrase leaves out."""
