"""Changes to a request: to its parameters, its path, its method and its headers. Some leave it right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from urllib.parse import quote

from tests.fuzzing.messages import Message, Mutation, change_one, set_header

# As they are written in a query or path.
VALUES: Sequence[str] = (
    *(
        "",
        "%00",
        "%",
        "%zz",
        "%FF%FE",
        "%ED%A0%80",
        "%C0%AF",
        "%E2%80%AE",
        "%F0%9F%92%A5",
        "%0D%0AX:%20y",
        "é",
        "\udcff",
    ),
    *("0", "-1", "1e9", "NaN", "99999999999999999999", "0x10", "%D9%A3", "1.5", "true", "null", "None", "[]", "{}"),
    *("0000", "2020-02-30", "9999-12-31", "../..", "2020/", "/2020", "2020-13", "0001/9999", "2020-03-29T25:00:00Z"),
    *("k1%27%20OR%20%271%27=%271", "k1;", "a,b,c", ",", ",,,", "*", "%2A", "$ne", "..%2f..", "<script>", "k1%2Ck1"),
    *(
        "0,0,0,0",
        "-181,0,0,0",
        "nan,nan,nan,nan",
        "1,2,3",
        "180,-90,-180,90",
        "%EF%BC%AB%EF%BC%91",
        "a" * 300,
        "a" * 7000,
    ),
)
PATHS: Sequence[str] = (
    *("/", "//", "/..", "/v1", "/v1/", "/v2/events", "/v1/events/", "/v1//events", "/V1/EVENTS", "/v1/events;x=1", "*"),
    *("/v1/../../etc/passwd", "/docs/", "/docs/%2e%2e/app", "/docs/start.js", "/.env", "/v1/events/%00", "events"),
    *(
        "http://localhost/v1/events",
        "http://[/v1/events",
        "/v1/events%3Fbase=k1",
        "/v1/events#x",
        "/é",
        "/" + "a/" * 2000,
    ),
)
METHODS: Sequence[str] = (
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "GET",
    "get",
)
WRONG_METHODS: Sequence[str] = ("", "G ET", "GET\t", "É", "A" * 300, "GET\x00")
HEADERS: Mapping[str, Sequence[str]] = {
    "Accept": (
        "*/*",
        "application/json",
        "text/csv",
        "application/geo+json",
        "text/html",
        "*/*;q=0",
        "nonsense",
        "," * 500,
    ),
    "Accept-Encoding": ("gzip", "br", "zstd", "gzip;q=0, *;q=0", "identity;q=0", "nonsense", "gzip, br;q=x"),
    "Accept-Language": ("ar", "x" * 100),
    "If-None-Match": ("*", '"x"', 'W/"x"', "x", '"', '"a", "b"'),
    "If-Match": ("*", '"x"'),
    "If-Modified-Since": ("Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday", "0"),
    "If-Unmodified-Since": ("Sat, 01 Jan 2000 00:00:00 GMT",),
    "Range": ("bytes=0-9", "bytes=-5", "bytes=5-1", "lines=1-2", "bytes=0-99999999999999999999"),
    "Host": ("localhost", "", "a b", "evil.example:99999", "[::1", "localhost, localhost"),
    "Origin": ("https://example.org", "null", "x" * 200),
    "Access-Control-Request-Method": ("GET", "DELETE", "\x7f"),
    "Authorization": ("Bearer x", "Bearer", "Basic Og==", "Basic !", "é", "Bearer " + "a" * 5000, "Bearer bw_é"),
    "Content-Type": (
        "application/json",
        "application/x-ndjson",
        "text/html",
        "application/json; charset=utf-16",
        ";",
        "",
    ),
    "Content-Encoding": ("gzip", "br", "gzip, gzip", "identity", ""),
    "X-Request-Id": ("abc-123", "a b", "x" * 300, "é"),
    "X-Forwarded-For": ("1.2.3.4", "::1", "x, y, z"),
    "X-Forwarded-Proto": ("https", "x"),
    "X-Forwarded-Prefix": ("/a", "//evil.example", "é"),
    "Traceparent": ("00-" + "a" * 32 + "-" + "b" * 16 + "-01", "00-x"),
    "Cookie": ("a=b", "a=" + "b" * 4000, "=;=;"),
    "User-Agent": ("", "x\ty", "é"),
    "Connection": ("close", "keep-alive", "upgrade", "close, te"),
    "Upgrade": ("websocket", "h2c"),
    "Expect": ("100-continue", "wonders"),
    "SCRIPT_NAME": ("/x",),
    "X-Empty": ("",),
}
WRONG_LINES: Sequence[tuple[str, str]] = (
    *(("X Y", "1"), ("", "1"), ("X\x00", "1"), ("X", "a\x00b"), ("X", "a\nb"), ("X", "a\r\n b"), ("É", "1")),
    *(("X-Long", "x" * 9000), ("X:", "y"), (" X", "y")),
)
VERSIONS: Sequence[str] = ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", "HTTP/1.1 x", "", "HTTP/1.")
# What a body cannot be read by, or only as far as one of two headers says.
FRAMINGS: Sequence[tuple[tuple[str, str], ...]] = (
    (("Content-Length", "-5"),),
    (("Content-Length", "5x"),),
    (("Content-Length", "99999999999999999999"),),
    (("Content-Length", "5"), ("Content-Length", "6")),
    (("Content-Length", "3"), ("Transfer-Encoding", "chunked")),
    (("Transfer-Encoding", "chunked"),),
    (("Transfer-Encoding", "odd"),),
    (("Transfer-Encoding", "chunked, chunked"),),
    (("Transfer-Encoding", "gzip, chunked"),),
)


def replace_value(random: Random, message: Message) -> Message:
    value = random.choice(VALUES)
    return replace(message, query=change_one(random, message.query, lambda name, _value: [(name, value)]))


def add_parameter(random: Random, message: Message) -> Message:
    name = random.choice(
        ("x", "limit", "cursor", "since", "format", "fields", "as_of", "q", "", "%00", "a" * 300, "base[]")
    )
    return replace(message, query=(*message.query, (name, random.choice(VALUES))))


def rename_parameter(random: Random, message: Message) -> Message:
    changed = random.choice((str.upper, str.title, lambda name: name[1:], lambda name: name + "%21", quote))
    return replace(message, query=change_one(random, message.query, lambda name, value: [(changed(name), value)]))


def repeat_parameter(random: Random, message: Message) -> Message:
    times = random.choice((2, 2, 3, 51, 400))
    return replace(message, query=change_one(random, message.query, lambda name, value: [(name, value)] * times))


def drop_parameter(random: Random, message: Message) -> Message:
    return replace(message, query=change_one(random, message.query, lambda _name, _value: []))


def double_value(random: Random, message: Message) -> Message:
    return replace(message, query=change_one(random, message.query, lambda name, value: [(name, f"{value},{value}")]))


def exchange_values(random: Random, message: Message) -> Message:
    values = [value for _name, value in message.query]
    random.shuffle(values)
    return replace(message, query=tuple((pair[0], value) for pair, value in zip(message.query, values, strict=True)))


def escape_twice(random: Random, message: Message) -> Message:
    return replace(message, query=change_one(random, message.query, lambda name, value: [(quote(name), quote(value))]))


def change_path(random: Random, message: Message) -> Message:
    return replace(message, path=random.choice(PATHS))


def change_key(random: Random, message: Message) -> Message:
    folder = message.path.rpartition("/")[0]
    return replace(message, path=f"{folder}/{random.choice(VALUES)}")


def change_case_of_path(random: Random, message: Message) -> Message:
    return replace(message, path="".join(random.choice((letter, letter.swapcase())) for letter in message.path))


def change_method(random: Random, message: Message) -> Message:
    return replace(message, method=random.choice(METHODS))


def break_method(random: Random, message: Message) -> Message:
    return replace(message, method=random.choice(WRONG_METHODS))


def change_version(random: Random, message: Message) -> Message:
    return replace(message, version=random.choice(VERSIONS))


def change_header(random: Random, message: Message) -> Message:
    name = random.choice(sorted(HEADERS))
    return set_header(message, name, random.choice(HEADERS[name]))


def change_headers(random: Random, message: Message) -> Message:
    for _ in range(random.randint(2, 5)):
        message = change_header(random, message)
    return message


def repeat_header(random: Random, message: Message) -> Message:
    times = random.choice((2, 3, 150))
    return replace(message, headers=change_one(random, message.headers, lambda name, value: [(name, value)] * times))


def drop_header(random: Random, message: Message) -> Message:
    return replace(message, headers=change_one(random, message.headers, lambda _name, _value: []))


def break_header(random: Random, message: Message) -> Message:
    return replace(message, headers=(*message.headers, random.choice(WRONG_LINES)))


def break_framing(random: Random, message: Message) -> Message:
    return replace(message, headers=(*message.headers, *random.choice(FRAMINGS)), is_whole=False)


MUTATIONS: Sequence[Mutation] = (
    *(replace_value, replace_value, add_parameter, rename_parameter, repeat_parameter, drop_parameter, double_value),
    *(exchange_values, escape_twice, change_path, change_key, change_case_of_path, change_method, break_method),
    *(change_version, change_header, change_header, change_header, change_headers, change_headers, repeat_header),
    *(drop_header, break_header, break_framing),
)
