"""The relational store: engine, models, what is written and what is asked."""
