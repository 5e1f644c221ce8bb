"""The constructed set: reports of events that are known to be the same or not, and how well merging tells them apart.

`told_events.tsv` has a row for each report; the rows of one `event` tell the same one. Events are real or made up, who
published what about them is made up.
"""

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Event, FiledReport
from service.domain.events.reports import Figure, Participation, Report, Role, Status
from service.extraction.dates.values import (
    build_day,
    build_interval,
    build_month,
    build_season,
    build_year,
    build_yearless,
)
from service.merging.signatures import sign_text
from tests.builders import build_actor, build_base, build_report

FILE = Path(__file__).with_name("told_events.tsv")
ACTORS = Path(__file__).with_name("told_actors.tsv")
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


@dataclass(frozen=True)
class LabelledReport:
    """A report with the label of its event."""

    label: str
    filed: FiledReport


@dataclass(frozen=True)
class PairScore:
    """How many pairs of reports are rightly together, wrongly together, and wrongly apart."""

    right: int
    mixed: int
    split: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.mixed)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.split)


def read_labelled_reports(path: Path = FILE) -> tuple[LabelledReport, ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    places: Counter[str] = Counter()
    return tuple(_build_labelled_report(row, places) for row in rows)


def _build_labelled_report(row: dict[str, str], places: Counter[str]) -> LabelledReport:
    places[row["article"]] += 1
    published = dt.date.fromisoformat(row["published"]) if row["published"] else None
    text = _write_text(row["copy_of"] or row["article"])
    key = f"{row['article']}-{places[row['article']]}"
    filed = FiledReport(key, _build_report(row), row["article"], row["source"] or None, published, sign_text(text))
    return LabelledReport(row["event"], filed)


@cache
def read_countries() -> dict[str, str]:
    """The state that each actor belongs to. Coalitions and bands of none have no row."""
    with ACTORS.open(encoding="utf-8", newline="") as stream:
        return {row["slug"]: row["country"] for row in csv.DictReader(stream, delimiter="\t")}


def _write_text(article: str) -> str:
    """Words that only this article and its copies have."""
    return " ".join(f"{article}word{number}" for number in range(50))


def _build_report(row: dict[str, str]) -> Report:
    participations = [
        Participation(replace(build_actor(slug, slug), country=read_countries().get(slug)), role)
        for role in Role
        for slug in row[role.value].split("|")
        if slug
    ]
    figures = [
        Figure(kind, int(row[kind]), unit=unit)
        for kind, unit in (("personnel", None), ("equipment_value", "USD"))
        if row[kind]
    ]
    return Report(
        type=row["type"],
        status=Status(row["status"]),
        base=build_base(row["base"], row["base"], ()) if row["base"] else None,
        country=row["country"] or None,
        date=parse_date(row["date"]),
        participations=tuple(participations),
        figures=tuple(figures),
        attributed_to=None,
        confidence=1.0,
        quotes=build_report().quotes,
    )


@cache
def parse_date(text: str) -> EventDate | None:
    if not text:
        return None
    first, _, last = text.partition("/")
    if last and text.startswith("XXXX"):
        return EventDate(text, None, None, Precision.YEARLESS)
    if last:
        return build_interval(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    if match := re.fullmatch(r"XXXX-(\d\d)-(\d\d)", text):
        return build_yearless(int(match[1]), int(match[2]))
    return _parse_part(*text.split("-"))


def _parse_part(year: str, part: str = "", day: str = "") -> EventDate:
    if day:
        return build_day(dt.date(int(year), int(part), int(day)))
    if part in SEASONS:
        return build_season(int(year), SEASONS[part])
    return build_month(int(year), int(part)) if part else build_year(int(year))


def score_pairs(labelled: Sequence[LabelledReport], events: Iterable[Event]) -> PairScore:
    labels = {item.filed.key: item.label for item in labelled}
    found = {key: event.id for event in events for key in event.reports}
    together = Counter((labels[key], found[key]) for key in labels)
    right = sum(_count_pairs(count) for count in together.values())
    in_events = sum(_count_pairs(count) for count in Counter(found.values()).values())
    in_labels = sum(_count_pairs(count) for count in Counter(labels.values()).values())
    return PairScore(right, in_events - right, in_labels - right)


def _count_pairs(count: int) -> int:
    return count * (count - 1) // 2
