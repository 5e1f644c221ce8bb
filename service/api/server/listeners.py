"""Sockets on which connections come in, and how they are closed without losing what is coming in."""

import resource
import socket
import sys

# From Linux's in.h and in6.h; Python has no names for them.
IP_MINTTL = 21
IPV6_MINHOPCOUNT = 73

# What a packet's time to live is counted down from at most; every router takes one.
GREATEST_TTL = 255


def ignore_new_connections(listener: socket.socket) -> bool:
    """Begin no new connection on a socket, while those that have begun can still be accepted; whether it can be done.

    The system completes connections by itself, and resets those that nobody had accepted when the last process closes
    the socket: between the last look for one and the close there is always a moment in which one may come and be lost.
    So the socket is made to ignore packets that may have come over a router: all, for systems begin to count at 64 or
    128. A request for a connection that is ignored comes again after a second: it is refused then, or finds a
    successor.
    """
    return _set_least_ttl(listener, GREATEST_TTL)


def lift_ttl_limit(connection: socket.socket) -> None:
    """Hear all that comes on a connection; one that began on a socket which ignores new ones has its limit."""
    _set_least_ttl(connection, 0)


def allow_open_files(wanted: int) -> int:
    """Let this process have so many files open, or as many as it may; how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


def _set_least_ttl(sock: socket.socket, ttl: int) -> bool:
    """Ignore packets that have less time to live left; a socket of IPv6 may also get packets of IPv4."""
    if sys.platform != "linux" or sock.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        sock.setsockopt(socket.IPPROTO_IP, IP_MINTTL, ttl)
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_MINHOPCOUNT, ttl)
    except OSError:
        return False
    return True
