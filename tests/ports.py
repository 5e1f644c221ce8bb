"""Ports for servers that end with their test."""

import atexit
import socket


def find_free_port() -> int:
    """One on loopback that nobody listens on, and that the system gives to nobody else while this process lives.

    A socket that is bound and never listens holds it. A server can be told to take it all the same, as long as both
    let addresses be used again, which servers do; were it let go at once, another test's server might be given it.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    atexit.register(holder.close)
    return int(holder.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody listens on a port of loopback."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
