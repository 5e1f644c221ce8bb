"""Runs that change the store: loading, removing and rebuilding."""
