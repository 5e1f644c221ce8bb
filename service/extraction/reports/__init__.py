"""Scores to reports: what happened, where, when, who took part, and which sentences say so."""
