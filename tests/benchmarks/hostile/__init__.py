"""What readers see of the service while others attack it: all on loopback, bounded in count and time."""
