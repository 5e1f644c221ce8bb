"""When a report says that something happened, and how far from that its event may lie."""
