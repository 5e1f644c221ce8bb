"""Listening sockets, and how they are closed without losing connections."""

import resource
import socket
import sys

# From Linux's in.h and in6.h; Python has no names for them.
IP_MINTTL = 21
IPV6_MINHOPCOUNT = 73

# Maximum time to live of a packet; every router decrements it.
MAX_TTL = 255


def ignore_new_connections(listener: socket.socket) -> bool:
    """Make a socket ignore new connections, while established ones can still be accepted; return whether it could.

    The kernel completes handshakes by itself, and resets connections that nobody accepted when the last process closes
    the socket, so a connection between the last `accept` and `close` would be lost. Therefore the socket requires the
    maximum TTL, which drops all packets, as systems start at a TTL of 64 or 128. A client repeats its dropped SYN after
    a second: it is refused then, or reaches the new server.

    A pause before SIGTERM does without it, but only behind a proxy that stops sending: of 30 ends under the load of
    `tests/system/test_stopping.py`, 2 lost 8 requests without it, and none lost any with it.
    """
    return _set_min_ttl(listener, MAX_TTL)


def lift_ttl_limit(connection: socket.socket) -> None:
    """Remove the TTL requirement that a connection inherits from its listening socket."""
    _set_min_ttl(connection, 0)


def allow_open_files(wanted: int) -> int:
    """Raise the limit of open files to this number, or as far as permitted, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


def _set_min_ttl(sock: socket.socket, ttl: int) -> bool:
    """Drop packets with a lower TTL; an IPv6 socket may also receive IPv4 packets."""
    if sys.platform != "linux" or sock.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        sock.setsockopt(socket.IPPROTO_IP, IP_MINTTL, ttl)
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_MINHOPCOUNT, ttl)
    except OSError:
        return False
    return True
