"""Requests as they are written to a connection, right ones and wrong ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Message:
    """One request. Names and values of `query` are already escaped, or are meant not to be."""

    method: str
    path: str
    query: Pairs = ()
    headers: Pairs = ()
    body: bytes | None = None
    version: str = "HTTP/1.1"
    # In place of all others, where the bytes themselves were changed.
    raw: bytes | None = None
    # Whether it ends where it says, so that whoever reads it must answer. After others, the sender ends its side.
    is_whole: bool = True
    # What was done to it, in order.
    changes: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f"{self.method} {self.path}?{'&'.join(f'{name}={value}' for name, value in self.query)}".rstrip("?")
        return f"{shown[:200]!r} [{', '.join(self.changes) or 'unchanged'}]"

    def dump(self) -> bytes:
        """The bytes to send, with the length of the body unless a header tells it, or tells otherwise."""
        if self.raw is not None:
            return self.raw
        target = self.path + "".join(
            f"{'&' if place else '?'}{name}={value}" for place, (name, value) in enumerate(self.query)
        )
        named = {name.lower() for name, _value in self.headers}
        headers = list(self.headers)
        if self.body is not None and not named & {"content-length", "transfer-encoding"}:
            headers.append(("Content-Length", str(len(self.body))))
        lines = [f"{self.method} {target} {self.version}", *(f"{name}: {value}" for name, value in headers)]
        head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
        return head + (self.body or b"")


Mutation = Callable[[Random, Message], Message]


def set_header(message: Message, name: str, *values: str) -> Message:
    """The message with a header, once for each value, in place of those of that name."""
    others = tuple(pair for pair in message.headers if pair[0].lower() != name.lower())
    return replace(message, headers=(*others, *((name, value) for value in values)))


def change_one(random: Random, pairs: Pairs, change: Callable[[str, str], Sequence[tuple[str, str]]]) -> Pairs:
    """The pairs, one of which has become none, another or several; none of none."""
    if not pairs:
        return pairs
    place = random.randrange(len(pairs))
    return (*pairs[:place], *change(*pairs[place]), *pairs[place + 1 :])
