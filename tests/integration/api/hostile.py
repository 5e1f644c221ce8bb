"""Requests that somebody would send to break in, to break things, or to see what happens: how each is to be answered.

A row is a path with its query, the status, and the parameter that the problem names. Where the answer is 200, `why`
says what makes the question a legitimate one, if an odd one.
"""

import gzip
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.api.input.cursors import build_cursor, build_scope


@dataclass(frozen=True)
class Hostile:
    """One request and its answer."""

    path: str
    status: int = 400
    parameter: str | None = None
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    # As a server hands them on, for what no client would send.
    environ: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    why: str = ""

    def __str__(self) -> str:
        told = " ".join(f"{name}: {value}" for name, value in (*self.headers.items(), *self.environ.items()))
        return f"{self.method} {self.path} {told}".strip()[:80]


EVENTS = "/v1/events"
BASES = "/v1/bases"
SQL = quote("k1' OR '1'='1'; DROP TABLE event; --")
NAMED = ("base", "actor", "source", "type", "country", "region")
EXCLUDED = (*(f"{name}!" for name in NAMED), "status!")
WORDS = ("role", "status", "undated", "sort", "fields", "include", "count", "format", "disputed", "place_precision")
OTHERS = (
    "date",
    "published",
    "updated_since",
    "bbox",
    "near",
    "radius",
    "min_sources",
    "min_confidence",
    "as_of",
    "limit",
    "cursor",
)
MANY = 10_000


def ask(query: str, parameter: str, path: str = EVENTS) -> Hostile:
    """A query that is refused for a parameter."""
    return Hostile(f"{path}?{query}", 400, parameter)


def accept(value: str) -> Hostile:
    """A header that admits no type of the answer."""
    return Hostile(EVENTS, 406, headers={"Accept": value})


def build_own_cursor(after: str, query: Mapping[str, str], path: str = EVENTS) -> str:
    """A cursor that is well made, as whoever has read the source can make one."""
    return build_cursor(after, build_scope(path, MultiDict(query)))


SQL_EVERYWHERE = (
    *(ask(f"{name}={SQL}", name) for name in (*NAMED, *EXCLUDED, *WORDS, *OTHERS)),
    ask(f"by={SQL}", "by", f"{EVENTS}/summary"),
    ask(f"fill={SQL}", "fill", f"{EVENTS}/summary"),
    ask(f"order={SQL}", "order", f"{EVENTS}/summary"),
    ask(f"facets={SQL}", "facets"),
    *(ask(f"{name}={SQL}", name, "/v1/changes") for name in ("since", "base", "actor", "event")),
    ask(f"{SQL}=1", "k1' OR '1'='1'; DROP TABLE event; --"),
    Hostile(f"{EVENTS}?q={SQL}", 200, why="words are looked for, and never are anything else"),
    Hostile(f"{EVENTS}?q=" + quote('"event" NEAR(a b) AND title: x* ^'), 200, why="the same in the words of FTS5"),
    Hostile(f"{EVENTS}?q=" + quote("a & !b | (c <-> d):*"), 200, why="the same in the words of tsquery"),
    *(ask(f"{name}={SQL}", name, BASES) for name in ("country", "kind", "region", "sort", "fields", "format")),
    Hostile(f"/v1/bases?q={SQL}", 200, why="it is compared with what names begin with"),
    *(Hostile(f"/v1/{kind}/{SQL}", 404) for kind in ("events", "bases", "actors", "sources", "articles")),
)

TOO_MUCH = (
    ask("&".join(["base=k1"] * MANY), "base"),
    ask("base=" + ",".join(["k1"] * MANY), "base"),
    ask("date=" + ",".join(["2020"] * MANY), "date"),
    ask("role=" + ",".join(["leaving"] * MANY), "role"),
    ask("by=" + ",".join(["base"] * MANY), "by", f"{EVENTS}/summary"),
    ask("&".join(["limit=1"] * MANY), "limit"),
    ask("&".join(f"x{number}=1" for number in range(MANY)), "x0"),
    ask("base=" + "a" * 100_000, "base"),
    ask("q=" + "a%20" * 50_000, "q"),
    ask("date=" + "9" * 100_000, "date"),
    ask("date=" + "2020/" * 20_000, "date"),
    ask("as_of=" + "1" * 100_000, "as_of"),
    ask("since=" + "1" * 100_000, "since", "/v1/changes"),
    ask("event=" + ",".join(["k1"] * MANY), "event", "/v1/changes"),
    ask("updated_since=2020-01-01T00:00:00." + "0" * 100_000 + "Z", "updated_since"),
    ask("min_confidence=0." + "0" * 100_000, "min_confidence"),
    ask("bbox=" + "1" * 100_000 + ",0,0,0", "bbox"),
    ask("bbox=" + "0," * 50_000, "bbox"),
    ask("limit=" + "9" * 100_000, "limit"),
    ask("cursor=" + "A" * 100_000, "cursor"),
    ask("sort=" + "date" * 20_000, "sort"),
    ask("a" * 100_000 + "=1", "a" * 200),
    Hostile("/v1/bases/" + "a" * 100_000, 404),
    ask("q=" + "a" * 100_000, "q", BASES),
    ask("country=" + ",".join(["IQ"] * MANY), "country", "/v1/actors"),
    Hostile("/" + "a/" * 20_000, 404),
)

NUMBERS = (
    *(ask(f"limit={value}", "limit") for value in ("-1", "0", "1e9", "1000000000", "0x10", "%2B5", "5;6", "NaN")),
    *(ask(f"limit={value}", "limit", f"{EVENTS}/summary") for value in ("-1", "0", "10001", "1e3")),
    *(ask(f"facets=type&facet_limit={value}", "facet_limit") for value in ("-1", "0", "1001", "1e3")),
    ask("min_sources=-1", "min_sources"),
    ask("min_sources=1e400", "min_sources"),
    *(ask(f"min_confidence={value}", "min_confidence") for value in ("NaN", "inf", "-inf", "1e400", "-0.1", "1.5")),
    *(ask(f"min_confidence={value}", "min_confidence") for value in ("0x1", "%2B0.5", "0,5", "1_0", "%D9%A1", "0.5;1")),
    ask("min_confidence=1.01", "min_confidence", f"{EVENTS}/summary"),
    ask("min_confidence=0.5&min_confidence=0.6", "min_confidence"),
    Hostile(f"{EVENTS}?min_confidence=1e-400", 200, why="JSON may write nothing so"),
    ask("as_of=-1", "as_of"),
    ask("as_of=999999999", "as_of"),
    ask("min_revision=-1", "min_revision"),
    ask("min_revision=1e1", "min_revision"),
    ask("min_revision=1&min_revision=1", "min_revision"),
    ask("min_revision=999999999", "min_revision"),
    ask("min_revision=1", "min_revision", "/healthz"),
    ask("as_of=99999-01-01T00:00:00Z", "as_of"),
    ask("as_of=9999-12-31T23:59:59-14:00", "as_of"),
    *(ask(f"date={value}", "date") for value in ("0000", "99999", "-0001", "2020-02-30", "2020-13", "2020-00", "Y1E9")),
    ask("date=9999/0001", "date"),
    ask("date=../..", "date"),
    ask("published=%D9%A2%D9%A0%D9%A2%D9%A0", "published"),
    ask("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
    ask("bbox=-181,-91,181,91", "bbox"),
    ask("bbox=0,10,0,-10", "bbox"),
    ask("bbox=nan,nan,nan,nan", "bbox"),
    ask("bbox=inf,-inf,1e999,0", "bbox"),
    ask("bbox=1,2,3,4,5", "bbox"),
    Hostile(f"{EVENTS}?bbox=180,-90,-180,90", 200, why="a line along the 180th meridian"),
    *(ask(f"near={value}", "near", BASES) for value in ("91,0", "0,181", "nan,0", "1e1,0", "%2B1,0", "1", "1,2,3")),
    *(ask(f"near=0,0&radius={value}", "radius", BASES) for value in ("0km", "2001km", "5", "5mi", "5m", "-1km")),
    ask("near=0,0&radius=" + "9" * 100_000 + "km", "radius", BASES),
    ask("near=" + "1" * 100_000 + ",0", "near", BASES),
    ask("radius=5km", "radius", BASES),
    Hostile(f"{EVENTS}?date=0001/9999", 200, why="all days that there are"),
)

_OWN = build_own_cursor("0000", {})
CURSORS = (
    ask("cursor=" + _OWN[:-1], "cursor"),
    ask("cursor=" + _OWN + "A", "cursor"),
    ask("cursor=" + _OWN.swapcase(), "cursor"),
    ask("cursor=" + _OWN + "%3D%3D", "cursor"),
    ask(f"base=k1&cursor={_OWN}", "cursor"),
    ask(f"cursor={_OWN}", "cursor", BASES),
    ask(f"cursor={_OWN}&format=csv&base=k1", "cursor"),
    ask("cursor=" + build_own_cursor("a\0b", {}), "cursor"),
    ask("cursor=%00", "cursor"),
    *(
        ask(f"sort=updated&cursor={build_own_cursor(place, {'sort': 'updated'})}", "cursor")
        for place in ("999999999 x", "x", "1", "-1 x", "1\0 x", f"{'9' * 5_000} x")
    ),
    *(
        ask(f"sort=-events&cursor={build_own_cursor(place, {'sort': '-events'}, BASES)}", "cursor", BASES)
        for place in ("x", "[]", '["1","k1"]', '[1,"\\ud800"]', '[1,"\\u0000"]', f'[{"9" * 20},"k1"]', "[NaN,1]", "{}")
    ),
    ask("cursor=..%2F..%2Fetc%2Fpasswd", "cursor"),
    ask("since=MC4w", "since", "/v1/changes"),
    Hostile(f"{EVENTS}?cursor=" + build_own_cursor("' OR 1=1", {}), 200, why="a place in the order like any other"),
)

LETTERS = (
    ask("base=k%001", "base"),
    ask("base=%ED%A0%80", "base"),
    ask("base=%FF%FE", "base"),
    ask("base=%C0%AF", "base"),
    ask("base=%E2%80%AE1k", "base"),
    ask("actor=a%0D%0ASet-Cookie:%20x=1", "actor"),
    ask("type=%F0%9F%92%A5", "type"),
    ask("q=%00", "q"),
    ask("q=%F0%9F%92%A5", "q"),
    ask("%00=1", "\0"),
    ask("%ED%A0%80=1", "%ED%A0%80"),
    ask("limit=%", "limit"),
    ask("limit=%zz", "limit"),
    ask("base=%u006b", "base"),
    ask("&&&=&", ""),
    ask("base", "base"),
    ask("base[]=k1", "base[]"),
    ask("base[$ne]=k1", "base[$ne]"),
    ask("__proto__[x]=1", "__proto__[x]"),
    ask("BASE=k1", "BASE"),
    Hostile(f"{EVENTS}?base=%EF%BC%AB%EF%BC%91", 200, why="K1 in full width is a spelling of K1"),
    Hostile(f"{EVENTS}?q=%ED%A0%80%ED%B0%80", 200, why="bytes that are no text stay as they are written"),
    Hostile(f"{EVENTS}?q=%EF%B7%BA", 200, why="one sign that stands for many letters is a word"),
)

PATHS = (
    *(Hostile(path, 404) for path in ("/..", "/v1/../../etc/passwd", "/docs/../../pyproject.toml")),
    *(Hostile(path, 404) for path in ("/docs/..%2f..%2fsettings", "/docs/%2e%2e/%2e%2e/app", "/docs//etc/passwd")),
    *(Hostile(f"{EVENTS}/{key}", 404) for key in ("%00", "%ED%A0%80", "%0d%0aSet-Cookie:%20x=1", "..%2f..", "%FF")),
    *(Hostile(path, 404) for path in ("/v1//events", "/v1/events/", "/V1/EVENTS", "/v1/events;x=1")),
    *(Hostile(path, 404) for path in ("/v1/events/nothing/history", "/.env", "/.git/config", "/console", "/%2f%2f")),
    Hostile("/v1/events%3Fbase=k1", 404),
)

HEADERS = (
    *(accept(value) for value in ("nonsense", "*/*;q=0", "text/html;q=0, application/xml", "json", "," * MANY)),
    accept("application/json;q=nan"),
    Hostile(EVENTS, 405, method="POST", headers={"Content-Type": "application/xml"}, body=b"<x/>"),
    *(Hostile(EVENTS, 405, method=method) for method in ("TRACE", "CONNECT", "PROPFIND", "DROP TABLE")),
    Hostile(EVENTS, 405, method="POST", headers={"X-HTTP-Method-Override": "GET"}),
    Hostile(
        f"{EVENTS}?limit=1",
        200,
        environ={"HTTP_X_REQUEST_ID": "a\r\nSet-Cookie: x=1"},
        why="an id that could forge a line is replaced, never repeated",
    ),
    Hostile(
        f"{EVENTS}?limit=1", 200, headers={"Host": "evil.example"}, why="no answer has the name of its server in it"
    ),
    Hostile(f"{EVENTS}?limit=1", 200, headers={"X-Forwarded-Host": "evil.example"}, why="as above"),
    Hostile(EVENTS, 200, headers={"Content-Type": "multipart/form-data"}, body=b"--x", why="no body is read here"),
    Hostile(EVENTS, 200, headers={"If-None-Match": '"' * MANY}, why="what is no tag matches none"),
    Hostile(EVENTS, 200, headers={"If-Modified-Since": "Thu, 99 Foo 0000 99:99:99 GMT"}, why="a date that is none"),
    Hostile(EVENTS, 200, headers={"Range": "bytes=0-99999999999999999999"}, why="ranges are not offered"),
    Hostile(EVENTS, 200, headers={"Cookie": "a=" + "b" * MANY}, why="no cookie means anything here"),
)


def post(
    body: bytes, status: int, parameter: str | None = None, encoding: str = "", media_type: str = "application/json"
) -> Hostile:
    """What is sent to be read, to the endpoint that anybody may send to."""
    headers = {"Content-Type": media_type, **({"Content-Encoding": encoding} if encoding else {})}
    return Hostile("/v1/extract", status, parameter, "POST", headers, body=body)


_PACKED = gzip.compress(b'{"text": "x"}', mtime=0)
_KEY = {"Authorization": f"Bearer {SQL}"}
BODIES = (
    post(b"[" * MANY, 400),
    post(b'{"text":' * MANY, 400),
    post(b'{"text":' + b"[" * MANY + b"]" * MANY + b"}", 400),
    post(b'{"text":' + b'{"text":' * 500 + b"1" + b"}" * 501, 422, "text"),
    post(b"{" + b",".join(b'"x%d":1' % number for number in range(MANY)) + b"}", 422, "x0"),
    post(b'{"text":"a","text":"b"}', 400),
    post(b'{"text":"\\u0000"}', 422),
    post(b'{"text":"\\ud800"}', 422),
    post(b'{"text":"\xed\xa0\x80"}', 400),
    post(b'{"text":1e999}', 422, "text"),
    post(b'{"text":NaN}', 422, "text"),
    post(b'{"text":' + b"9" * MANY + b"}", 400),
    post(b'{"__proto__":{}}', 422, "__proto__"),
    post(b'{"text":"a","published":"99999-01-01"}', 422, "published"),
    post(b'{"text":"a","published":"0000-00-00"}', 422, "published"),
    post(b'{"text":"a","source":"\\u202e"}', 422),
    post(b'{"html":"' + b"<div>" * MANY + b'"}', 422),
    post(b'{"html":"<!DOCTYPE x [<!ENTITY a SYSTEM \'file:///etc/passwd\'>]><x>&a;</x>"}', 422),
    post(b'{"text":"' + b"a" * 1_000_000 + b'"}', 413),
    post(_PACKED[:-3], 400, encoding="gzip"),
    post(_PACKED + _PACKED, 400, encoding="gzip"),
    post(b"not packed", 400, encoding="gzip"),
    post(gzip.compress(b" " * 50_000_000, mtime=0), 413, encoding="gzip"),
    post(b"x", 415, encoding="compress"),
    post(b"<x/>", 415, media_type="application/xml"),
    post(b"text=a", 415, media_type="application/x-www-form-urlencoded"),
    post(b'{"text":"a"}', 415, media_type="application/json\x00"),
    Hostile("/v1/extract", 415, method="POST"),
    Hostile("/v1/articles", 401, method="POST", headers=_KEY, body=b"{}"),
    Hostile("/v1/articles/x", 401, method="DELETE", headers={"Authorization": "Bearer " + "a" * 100_000}),
    Hostile("/v1/articles/x", 401, method="DELETE", headers={"Authorization": "Basic Og=="}),
)

ALL = (*SQL_EVERYWHERE, *TOO_MUCH, *NUMBERS, *CURSORS, *LETTERS, *PATHS, *HEADERS, *BODIES)


def send(client: FlaskClient, hostile: Hostile) -> TestResponse:
    """Send one to the application."""
    return client.open(
        hostile.path,
        method=hostile.method,
        headers=dict(hostile.headers),
        environ_overrides=dict(hostile.environ),
        data=hostile.body,
        buffered=True,
    )


def measure(client: FlaskClient, hostile: Hostile) -> float:
    """Seconds that an answer takes."""
    start = time.perf_counter()
    send(client, hostile)
    return time.perf_counter() - start
