"""Lists of events, single events, their summaries."""
