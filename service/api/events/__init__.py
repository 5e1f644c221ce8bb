"""Lists of events, single events, their changes and summaries."""
