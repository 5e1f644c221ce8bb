"""The connection: engine, schema, time limits, what happens where there is none."""
