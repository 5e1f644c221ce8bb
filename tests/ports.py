"""Ports for servers that end with their test."""

import socket


def find_free_port() -> int:
    """One on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
