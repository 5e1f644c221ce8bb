"""Changes to the body of a request, and to its bytes on the way."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from tests.fuzzing.messages import Message, Mutation, set_header

MEMBERS: Sequence[Any] = (
    *(None, True, 0, -1, 1e300, "", " ", "\0", "\ud800", "\u202e", [], {}, [[]], {"a": 1}, "x" * 300, 10**400),
    *("99999-01-01", "2020-02-30", "0000-00-00", "http://[", "javascript:x", "file:///etc/passwd", "../../x"),
)
NAMES: Sequence[str] = (
    *("text", "html", "source", "published", "title", "url", "file", "language", "rendition", "original"),
    *("", "txt", "__proto__", "\0", "é"),
)
PAGES: Sequence[str] = (
    "<p>" * 3_000,
    "<div><p>" * 500 + "K1",
    "<p " + " ".join(f"a{number}=1" for number in range(1_000)) + ">K1 Air Base",
    "<table>" * 200 + "<tr><td>x",
    "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]><x>&c;</x>",
    "<!-- " + "-" * 5_000,
    "<script>" + "x" * 20_000,
    "<html><head><meta charset=utf-16></head><body>The coalition left K1 Air Base on 29 March 2020.</body></html>",
    "&#0;&#xD800;&#x110000;" * 50,
    "<a href='" + "x" * 10_000 + "'>",
)
ENCODINGS: Sequence[str] = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1251", "utf-8-sig", "utf-7")


def change_member(random: Random, message: Message) -> Message:
    """Another member of the JSON object, another value, or one less."""
    values = _read_object(message)
    if values is None:
        return message
    if random.random() < 0.3 and values:
        del values[random.choice(sorted(values))]
    else:
        values[random.choice(NAMES)] = random.choice(MEMBERS)
    return replace(message, body=json.dumps(values).encode())


def change_page(random: Random, message: Message) -> Message:
    """A page that somebody would write to see what happens."""
    values = _read_object(message)
    if values is None:
        return message
    page = random.choice(PAGES)
    kept = {name: value for name, value in values.items() if name not in {"text", "html"}}
    return replace(message, body=json.dumps({**kept, "html": page}).encode())


def cut_page(random: Random, message: Message) -> Message:
    """A page or text of which some is gone, or some stands twice."""
    values = _read_object(message)
    name = next((name for name in ("html", "text") if values and isinstance(values.get(name), str)), None)
    if values is None or name is None:
        return message
    text = values[name]
    first, last = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    changed = text[:first] + text[last:] if random.random() < 0.5 else text[:last] + text[first:]
    return replace(message, body=json.dumps({**values, name: changed}).encode())


def _read_object(message: Message) -> dict[str, Any] | None:
    try:
        values = json.loads(message.body or b"")
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def change_bytes(random: Random, message: Message) -> Message:
    """Some bytes of the body are others."""
    return replace(message, body=_change_bytes(random, message.body)) if message.body else message


def _change_bytes(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut_body(random: Random, message: Message) -> Message:
    """The body ends earlier, and its length says so."""
    return replace(message, body=message.body[: random.randint(0, len(message.body))]) if message.body else message


def encode_body(random: Random, message: Message) -> Message:
    """The body in another encoding of letters."""
    if not message.body:
        return message
    text = message.body.decode("utf-8", "replace")
    return replace(message, body=text.encode(random.choice(ENCODINGS), "replace"))


def pack_body(random: Random, message: Message) -> Message:
    """The body as gzip: right, twice, cut off, followed by more, or not said."""
    if message.body is None:
        return message
    packed = gzip.compress(message.body, mtime=0)
    forms = (packed, gzip.compress(packed, mtime=0), packed[:-5], packed + b"x", packed + packed)
    packing = replace(message, body=random.choice(forms))
    return packing if random.random() < 0.2 else set_header(packing, "Content-Encoding", "gzip")


def replace_body(random: Random, message: Message) -> Message:
    """A body that is no JSON object, or is too deep, or too large."""
    build = random.choice(_BODIES)
    return replace(message, body=build())


_BODIES: Sequence[Callable[[], bytes]] = (
    bytes,
    lambda: b"null",
    lambda: b"[" * 5_000,
    lambda: b'{"text":' * 5_000,
    lambda: b'{"text":"a","text":"b"}',
    lambda: b'{"text":' + b"9" * 10_000 + b"}",
    lambda: b'{"text":"' + b"a " * 60_000 + b'"}',
    lambda: b'{"text":"' + b"a" * 1_100_000 + b'"}',
    lambda: gzip.compress(b" " * 20_000_000, mtime=0),
    lambda: b"\n\n{}\n[]\nnull\n",
    lambda: b"{}\n" * 1_100,
    lambda: "{\u201ctext\u201d: 1}".encode("utf-8"),
)


def send_in_chunks(random: Random, message: Message) -> Message:
    """The body in chunks, as HTTP has them."""
    if message.body is None:
        return message
    size = random.choice((1, 7, 1_000, 100_000))
    parts = [message.body[place : place + size] for place in range(0, min(len(message.body), size * 500), size)]
    rest = message.body[sum(map(len, parts)) :]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, rest] if part)
    return replace(set_header(message, "Transfer-Encoding", "chunked"), body=chunks + b"0\r\n\r\n")


def cut_message(random: Random, message: Message) -> Message:
    """The whole ends anywhere."""
    data = message.dump()
    return replace(message, raw=data[: random.randint(1, len(data))], is_whole=False)


def damage_message(random: Random, message: Message) -> Message:
    """Some bytes of the whole are others, mostly in its head."""
    data = message.dump()
    end = len(data) if random.random() < 0.2 else min(len(data), 400)
    return replace(message, raw=_change_bytes(random, data[:end]) + data[end:], is_whole=False)


def insert_bytes(random: Random, message: Message) -> Message:
    """Some bytes more, anywhere."""
    data = message.dump()
    place = random.randrange(min(len(data), 400))
    inserted = random.choice((b"\r\n", b"\n", b"\0", b"\r\n\r\n", b" ", b"%", random.randbytes(20)))
    return replace(message, raw=data[:place] + inserted + data[place:], is_whole=False)


def send_twice(random: Random, message: Message) -> Message:
    """Another request right behind it, before it is answered."""
    return replace(message, raw=message.dump() * random.choice((2, 3)), is_whole=False)


# What takes a body leaves a request without one as it is.
BODY_MUTATIONS: Sequence[Mutation] = (
    *(
        change_member,
        change_member,
        change_page,
        cut_page,
        change_bytes,
        cut_body,
        encode_body,
        pack_body,
        replace_body,
    ),
    send_in_chunks,
)
WIRE_MUTATIONS: Sequence[Mutation] = (cut_message, damage_message, insert_bytes, send_twice)
