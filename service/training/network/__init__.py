"""The net, and its training."""
