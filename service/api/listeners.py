"""Sockets on which connections come in, and how they are closed without losing what is coming in."""

import socket
import sys

# From Linux's in.h and in6.h; Python has no names for them.
IP_MINTTL = 21
IPV6_MINHOPCOUNT = 73

ANY_WAY = 0
NO_WAY = 255


def turn_newcomers_away(listener: socket.socket) -> bool:
    """Begin no new connection on a socket, while those that have begun can still be accepted; whether it can be done.

    The system completes connections by itself, and resets those that nobody had accepted when the last process closes
    the socket: between the last look for one and the close there is always a moment in which one may come and be lost.
    So the socket is made to ignore whoever may have come over a router: everybody, for systems begin to count at 64
    or 128. A request for a connection that is ignored comes again after a second: it is refused then, or finds a
    successor.
    """
    return _limit_way(listener, NO_WAY)


def let_in(connection: socket.socket) -> None:
    """Hear what comes on a connection, however far its way: one that was just beginning has the socket's limit."""
    _limit_way(connection, ANY_WAY)


def _limit_way(sock: socket.socket, least: int) -> bool:
    """Set what must be left of a packet's way when it comes; one of IPv6 may also get packets of IPv4."""
    if sys.platform != "linux" or sock.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        sock.setsockopt(socket.IPPROTO_IP, IP_MINTTL, least)
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_MINHOPCOUNT, least)
    except OSError:
        return False
    return True
