"""The questions of the race, each as a path of the service and in SQL for the peers."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import quote, urlencode

from tests.benchmarks.race.events import DAYS, FIRST_DAY, World, weigh

PAGE = 50
DAY_SPAN = 30
# The days that a summary is asked of.
LONG_SPAN = 700
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# How many different paths a cold question has at most.
MOST = 4_000
# An event that is not known to lie within one period has the key null.
PERIODS = """
SELECT key, count(*) AS count FROM (
  SELECT CASE WHEN substr(CAST(date_first AS VARCHAR), 1, {length}) = substr(CAST(date_last AS VARCHAR), 1, {length})
    THEN substr(CAST(date_first AS VARCHAR), 1, {length}) END AS key FROM events
) AS periods GROUP BY key
""".replace("\n", " ")
# The SQL of a summary, by what events are counted by.
SUMMARIES = {
    "base": "SELECT base AS key, count(*) AS count FROM events GROUP BY base",
    "actor": "SELECT actor AS key, count(DISTINCT event) AS count FROM participation GROUP BY actor",
    "source": "SELECT source AS key, count(*) AS count FROM event_source GROUP BY source",
    "type": "SELECT type AS key, count(*) AS count FROM events GROUP BY type",
    "status": "SELECT status AS key, count(*) AS count FROM events GROUP BY status",
    "country": "SELECT country AS key, count(*) AS count FROM events GROUP BY country",
    "day": PERIODS.format(length=10),
    "month": PERIODS.format(length=7),
    "year": PERIODS.format(length=4),
}
LISTS = {
    "bases": "SELECT slug AS key, (SELECT count(*) FROM events WHERE base = slug) AS count FROM bases",
    "actors": "SELECT slug AS key, (SELECT count(DISTINCT event) FROM participation WHERE actor = slug) AS count "
    "FROM actors",
    "sources": "SELECT slug AS key, (SELECT count(*) FROM event_source WHERE source = slug) AS count FROM sources",
}
# What an event must have, by the parameter of the service.
CONDITIONS = {
    "base": "base = '{0}'",
    "country": "country = '{0}'",
    "type": "type = '{0}'",
    "date": "date_first <= '{1}' AND date_last >= '{0}'",
    "bbox": "longitude >= {0} AND latitude >= {1} AND longitude <= {2} AND latitude <= {3}",
}
# What it is joined with. Of `id IN (SELECT …)` with a limit, which says the same, roapi 0.12 gives too few rows.
JOINS = {
    "actor": " JOIN (SELECT event FROM participation WHERE actor = '{0}') AS taking_part ON event = id",
    "source": " JOIN (SELECT event FROM event_source WHERE source = '{0}') AS reporting ON event = id",
}
SEPARATORS = {"date": "/", "bbox": ","}


@dataclass(frozen=True)
class Question:
    """A question: `paths` are the service's, `statements` the peers', one for each path; a question that nobody else
    can be asked has none. Of a hot one there is one path. With `is_conditional` the client has the answer already."""

    name: str
    paths: Sequence[str]
    statements: Sequence[str] = ()
    is_conditional: bool = False


def build_questions(world: World) -> list[Question]:
    """All questions; each cold one goes through its names in an order of its own."""
    random = Random(2)  # noqa: S311 - draws that can be repeated
    hot = build_pages("hot page, base=k1", [{"base": ("k1",)}])
    return [
        hot,
        replace(hot, name="hot 304, base=k1", statements=(), is_conditional=True),
        *_build_cold(world, random),
        *(_build_list(name) for name in LISTS),
        *(_build_summary(name) for name in SUMMARIES),
        *_build_cold_counts(random),
        Question("healthz", ["/healthz"]),
    ]


def build_pages(name: str, filters: Sequence[Mapping[str, Sequence[str]]]) -> Question:
    """A question for pages of events, with other filters each time."""
    return Question(name, [*map(build_path, filters)], [*map(build_statement, filters)])


def build_path(filters: Mapping[str, Sequence[str]]) -> str:
    """The path of a page of events."""
    given = {name: SEPARATORS.get(name, "").join(values) for name, values in filters.items()}
    return f"/v1/events?{urlencode(given, safe='/,')}"


def build_statement(filters: Mapping[str, Sequence[str]]) -> str:
    """The SQL of a page of events."""
    joins = "".join(JOINS[name].format(*values) for name, values in filters.items() if name in JOINS)
    conditions = [CONDITIONS[name].format(*values) for name, values in filters.items() if name in CONDITIONS]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT events.* FROM events{joins}{where} ORDER BY sort_key DESC LIMIT {PAGE}"  # noqa: S608 - our own names


def build_datasette_path(statement: str) -> str:
    """The path by which datasette is asked."""
    return f"/race.json?_shape=array&sql={quote(statement)}"


def _build_cold(world: World, random: Random) -> Iterator[Question]:
    countries = [base.country for base in world.bases if base.country]
    names: Mapping[str, Sequence[str]] = {
        "base": [base.slug for base in world.bases],
        "actor": [actor.slug for actor in world.actors],
        "source": [source.slug for source in world.sources],
        "country": countries,
    }
    for name, values in names.items():
        different = sorted(set(values))
        yield build_pages(f"cold by {name}", [{name: (value,)} for value in random.sample(different, len(different))])
        # Here the days differ; the names are asked for as often as they are reported.
        drawn = _draw(random, values)
        yield build_pages(f"cold by {name} and date", [{name: (value,), "date": _draw_span(random)} for value in drawn])
    types = _draw(random, [kind.slug for kind in world.types])
    both = zip(types, _draw(random, countries), strict=True)
    yield build_pages(
        "cold by type, country, date",
        [{"type": (kind,), "country": (country,), "date": _draw_span(random)} for kind, country in both],
    )
    yield build_pages("cold by bbox", [{"bbox": _draw_box(random)} for _ in range(MOST)])


def _build_cold_counts(random: Random) -> Iterator[Question]:
    """Summaries of other days each time, and suggestions and lists of other names; kept responses answer none."""
    spans = ["/".join(_draw_span(random, LONG_SPAN)) for _ in range(MOST)]
    for name in SUMMARIES:
        yield Question(f"cold summary by {name}", [f"/v1/events/summary?by={name}&date={span}" for span in spans])
    beginnings = [first + second for first in LETTERS for second in LETTERS]
    for name in LISTS:
        yield Question(f"cold list /v1/{name}", [f"/v1/{name}?q={beginning}&limit=10" for beginning in beginnings])


def _draw(random: Random, values: Sequence[str]) -> list[str]:
    return random.choices(values, cum_weights=weigh(len(values)), k=MOST)


def _draw_span(random: Random, days: int = DAY_SPAN) -> tuple[str, str]:
    first = FIRST_DAY + dt.timedelta(days=random.randrange(DAYS - days))
    return first.isoformat(), (first + dt.timedelta(days=days)).isoformat()


def _draw_box(random: Random) -> tuple[str, ...]:
    west, south = random.randrange(-1200, 1200) / 10, random.randrange(-400, 600) / 10
    return tuple(f"{degrees:.1f}" for degrees in (west, south, west + 5, south + 5))


def _build_list(name: str) -> Question:
    return Question(f"list /v1/{name}", [f"/v1/{name}"], [f"{LISTS[name]} ORDER BY slug LIMIT {PAGE}"])


def _build_summary(name: str) -> Question:
    return Question(f"summary by {name}", [f"/v1/events/summary?by={name}"], [SUMMARIES[name]])
