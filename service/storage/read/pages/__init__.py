"""Pages of events: where they are looked for, the statements that say so, and the shortest way to send these."""
