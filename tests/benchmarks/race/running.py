"""One race: the servers over one set of events, and each question put to all of them in turn."""

import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.race.answers import Answer, Export, ask, read_export, read_keys
from tests.benchmarks.race.events import build_world
from tests.benchmarks.race.flat import write_flat
from tests.benchmarks.race.questions import Question, build_datasette_path
from tests.benchmarks.race.servers import Server, serve_datasette, serve_hello, serve_roapi, serve_service
from tests.benchmarks.race.stores import fill_store
from tests.benchmarks.race.table import HELLO, Result
from tests.benchmarks.race.wrk import Load, Request, Timing, run_wrk
from tests.container.databases import run_database

# How many answers are compared, and timed one by one where they are slow.
PROBES = 3
EXPORT_LIMIT_S = 60
CSV: Mapping[str, tuple[Request, Mapping[str, str]]] = {
    "datasette": (Request("/race/events.csv?_stream=on&_size=max"), {}),
    "roapi": (Request("/api/tables/events"), {"Accept": "application/csv"}),
}
SERVICE_CSV = (Request("/v1/events?format=csv"), dict[str, str]())


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Race:
    """How a race is run: over how many events, in which databases, with the programs of the peers or without."""

    count: int
    databases: Sequence[str]
    peers: Path | None
    load: Load
    folder: Path

    @contextmanager
    def open_servers(self) -> Iterator[list[Server]]:
        """All servers over the same events, hello first and then the service."""
        world = build_world()
        with ExitStack() as stack:
            servers = [stack.enter_context(serve_hello(self.folder))]
            for database in self.databases:
                url = f"sqlite:///{self.folder / 'service.db'}"
                if database == "postgresql":
                    url = stack.enter_context(run_database(self.folder / "pg")).url
                with _time(f"{self.count:,} events in {database}"):
                    fill_store(url, world, self.count)
                servers.append(stack.enter_context(serve_service(database, url, self.folder)))
            if self.peers:
                with _time(f"{self.count:,} rows for the peers"):
                    write_flat(self.folder, world, self.count)
                servers.append(stack.enter_context(serve_datasette(self.peers, self.folder)))
                with _time("read by roapi"):
                    servers.append(stack.enter_context(serve_roapi(self.peers, self.folder)))
            yield servers

    def run_question(self, servers: Sequence[Server], question: Question) -> Result:
        """Put one question to all servers, one after the other, so that what slows the machine slows all of them."""
        timings: dict[str, Timing | None] = {}
        agreements: dict[str, str] = {}
        expected: list[Answer] | None = None
        for server in servers:
            requests = build_requests(server.name, question)
            if not requests:
                continue
            probes = [ask(server, request) for request in requests[-PROBES:]]
            timings[server.name] = self._measure(server, requests, probes, question)
            if server.name != HELLO and question.statements:
                expected = expected or probes
                agreements[server.name] = compare(expected, probes)
        return Result(question.name, timings, agreements)

    def _measure(
        self, server: Server, requests: Sequence[Request], probes: Sequence[Answer], question: Question
    ) -> Timing | None:
        """How fast a server answers; None where it refuses."""
        if any(answer.status != 200 for answer in probes):
            say(f"  {server.name} on {question.name}: {probes[-1].status} {probes[-1].body[:200]!r}")
            return None
        headers = {"If-None-Match": probes[-1].etag} if question.is_conditional and server.name != HELLO else {}
        # Many that take longer than the run would still keep the server busy in the next one.
        if statistics.median(answer.seconds for answer in probes) * self.load.connections < self.load.seconds:
            timing = run_wrk(server.address, requests, self.load, headers, self.folder / "requests.txt")
            # Of fewer answers than connections only the fast ones came in time.
            if timing and timing.rate * self.load.seconds >= self.load.connections:
                return timing
        return time_alone([*probes, *(ask(server, requests[0]) for _ in range(PROBES - len(probes)))])


@contextmanager
def _time(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - start:.0f} s")


def time_alone(answers: Sequence[Answer]) -> Timing:
    """The figures of answers that were asked for one after the other."""
    taken = [answer.seconds for answer in answers]
    size = statistics.mean(len(answer.body) for answer in answers)
    return Timing(1 / statistics.mean(taken), statistics.median(taken) * 1000, max(taken) * 1000, size, is_alone=True)


def build_requests(server: str, question: Question) -> list[Request]:
    """What a server is sent; nothing where it cannot be asked."""
    if server == HELLO:
        return [Request("/")]
    if server == "datasette":
        return [Request(build_datasette_path(statement)) for statement in question.statements]
    if server == "roapi":
        return [Request("/api/sql", "POST", statement) for statement in question.statements]
    return [Request(path) for path in question.paths]


def compare(expected: Sequence[Answer], answers: Sequence[Answer]) -> str:
    """Whether two servers say the same."""
    if any(answer.status != 200 for answer in (*expected, *answers)):
        return ""
    pairs = zip(expected, answers, strict=True)
    return "yes" if all(read_keys(one.body) == read_keys(other.body) for one, other in pairs) else "NO"


def run_exports(servers: Sequence[Server]) -> dict[str, Export]:
    """Read all events as CSV from each server."""
    return {
        server.name: read_export(server, *CSV.get(server.name, SERVICE_CSV), EXPORT_LIMIT_S)
        for server in servers
        if server.name != HELLO
    }
