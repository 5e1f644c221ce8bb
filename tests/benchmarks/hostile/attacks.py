"""The attacks, each bounded in count and time."""

import json
import random
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path

from tests.benchmarks.hostile.measuring import Outcome, Site, run_clients

CONNECTIONS = 2_500
LIMIT = 20
TEXTS = Path(__file__).parents[1] / "texts"
_HEAD = b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
# An answer to markup must have come within this, in seconds.
MOST_MARKUP_S = 1.0


def open_connection(site: Site) -> socket.socket:
    host, _, port = site.address.partition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def send_slowly(site: Site, seconds: float) -> Outcome:
    """Eight clients send a body, a byte every three seconds, and begin anew when they are cut."""
    outcome, last = Outcome(), time.monotonic() + seconds

    def send(_number: int) -> None:
        while time.monotonic() < last:
            with open_connection(site) as connection, suppress(OSError):
                connection.sendall(_HEAD)
                while time.monotonic() < last:
                    connection.sendall(b" ")
                    time.sleep(min(3.0, max(0.0, last - time.monotonic())))
                continue
            outcome.tally["cut"] += 1

    run_clients(8, send)
    return outcome


def hold_silent_connections(site: Site, seconds: float) -> Outcome:
    """Open many connections, and say nothing."""
    return hold_connections(site, seconds, lambda _connection: None)


def hold_kept_connections(site: Site, seconds: float) -> Outcome:
    """Open many connections, and keep each after one answer."""
    return hold_connections(site, seconds, ask_once)


def ask_once(connection: socket.socket) -> None:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    connection.recv(65_536)


def hold_connections(site: Site, seconds: float, use: Callable[[socket.socket], None]) -> Outcome:
    outcome, last = Outcome(), time.monotonic() + seconds
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, CONNECTIONS + 200)), hard))
    with ExitStack() as opened:
        while outcome.tally["connections"] < CONNECTIONS and time.monotonic() < last:
            connection = opened.enter_context(open_connection(site))
            use(connection)
            outcome.tally["connections"] += 1
        time.sleep(max(0.0, last - time.monotonic()))
    return outcome


def build_text(seed: int, characters: int) -> str:
    """News of other things, and one report of a base, in an order of its own."""
    paragraphs = [part for file in sorted(TEXTS.glob("*.txt")) for part in file.read_text("utf-8").split("\n\n")]
    chosen = random.Random(seed)  # noqa: S311 - it keeps no secret.
    text = f"Number {seed}. The US-led coalition handed over K1 Air Base to Iraqi forces on 29 March 2020.\n\n"
    while len(text) < characters:
        text += f"{chosen.choice(paragraphs)}\n\n"
    return text[:characters]


def post_texts(site: Site, seconds: float) -> Outcome:
    """Ten clients have long texts read, one after the other without a pause."""
    bodies = [json.dumps({"text": build_text(number, 10_000)}).encode() for number in range(10)]
    return post_without_pause(site, seconds, "/v1/extract", lambda number, _turn: bodies[number], clients=10)


def post_articles(site: Site, seconds: float) -> Outcome:
    """Eight clients store articles, each of them a new one."""

    def build(number: int, turn: int) -> bytes:
        text = build_text(1_000_000 * (number + 1) + turn, 2_000)
        return json.dumps({"text": text, "source": "KirkukNow", "published": "2020-03-30"}).encode()

    outcome = post_without_pause(site, seconds, "/v1/articles", build, clients=8)
    if not outcome.tally["201"]:
        outcome.faults.append("no article was stored")
    return outcome


def post_without_pause(
    site: Site, seconds: float, path: str, build: Callable[[int, int], bytes], clients: int
) -> Outcome:
    outcome, last = Outcome(), time.monotonic() + seconds

    def post(number: int) -> None:
        turn = 0
        while time.monotonic() < last:
            try:
                status, headers = site.post(path, build(number, turn), Authorization=f"Bearer {site.key}")
            except (OSError, HTTPException) as error:
                outcome.faults.append(f"no answer ({type(error).__name__})")
                return
            turn += 1
            outcome.tally[str(status)] += 1
            if status == 503:
                judge_refusal(headers, outcome)
                time.sleep(0.5)
            elif status >= 500:
                outcome.faults.append(f"an answer was {status}")

    run_clients(clients, post)
    return outcome


def judge_refusal(headers: dict[str, str], outcome: Outcome) -> None:
    if "Retry-After" not in headers:
        outcome.faults.append("a 503 says not when to come again")


def post_markup(site: Site, seconds: float) -> Outcome:
    """Two clients send an element with 60,000 attributes, again and again."""
    attributes = " ".join(f"a{number}=1" for number in range(60_000))
    body = json.dumps({"html": f"<p {attributes}>K1 Air Base</p>"}).encode()
    outcome, last = Outcome(), time.monotonic() + seconds

    def post(_number: int) -> None:
        while time.monotonic() < last:
            started = time.monotonic()
            with suppress(OSError, HTTPException):
                status, _ = site.post("/v1/extract", body)
                outcome.tally[str(status)] += 1
            if time.monotonic() - started > MOST_MARKUP_S:
                outcome.faults.append(f"an answer took {time.monotonic() - started:.1f} s")

    run_clients(2, post)
    return outcome


def exceed_limit(site: Site, _seconds: float) -> Outcome:
    """Ask more often than an address may, over new connections; and so from many addresses of one IPv6 network."""
    outcome = Outcome()
    for kind, shape in (("an IPv4 address", "192.0.2.1"), ("an IPv6 network", "2001:db8::{:x}")):
        statuses = Counter(ask_as(site, shape.format(number)) for number in range(3 * LIMIT))
        outcome.tally[f"200 for {kind}"] = statuses[200]
        if statuses[200] != LIMIT:
            outcome.faults.append(f"{statuses[200]} requests passed for {kind}, not {LIMIT}")
    return outcome


def ask_as(site: Site, client: str) -> int:
    connection = site.connect()
    connection.request("GET", "/v1/bases?limit=1", headers={"X-Forwarded-For": client})
    status = connection.getresponse().status
    connection.close()
    return status
