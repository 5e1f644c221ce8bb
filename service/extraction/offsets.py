"""Days told from another event: "a day after French troops left", "two days after the group held a drill"."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from service.codebook.model import DateKind
from service.domain.dates import Precision
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import NUMBERS, DateContext
from service.extraction.dates.resolver import DateResolver
from service.extraction.dates.values import build_day
from service.extraction.findings import Finding
from service.extraction.text.layout import Sentence

AFTER = frozenset({"after", "following", "since"})
BEFORE = frozenset({"before", "prior to"})
# A sentence that begins so tells of the event told last: "The move came a day after ...".
FRONTED = 6


def find_reference(
    findings: Sequence[Finding],
    phrases: Sequence[DatePhrase],
    phrase: DatePhrase,
    resolver: DateResolver,
    context: DateContext,
    *,
    named: dt.date | None = None,
) -> dt.date | None:
    """The day from which "two days earlier" counts: one named before it in the sentence, else one `named` by the
    sentence before, else that of the last telling."""
    for other in reversed([item for item in phrases if item.end <= phrase.start]):
        found = resolver.resolve(other, context)
        if found is not None and found.precision is Precision.DAY:
            return found.first
    days = [f.date.first for f in findings if f.date is not None and f.date.precision is Precision.DAY]
    return named or (days[-1] if days else None)


def apply_offsets(
    sentence: Sentence, phrases: Sequence[DatePhrase], found: Sequence[Finding], earlier: Sequence[Finding]
) -> list[Finding]:
    """The findings of a sentence, dated by one another where a phrase says how far apart they are."""
    findings = list(found)
    for phrase in phrases:
        days = _read_days(phrase)
        if days is not None:
            findings = _link(sentence, phrase, days, findings, earlier)
    return findings


def _read_days(phrase: DatePhrase) -> int | None:
    """By how many days the main event follows the one that the phrase leads to."""
    direction = phrase.parts.get("direction")
    if phrase.kind is not DateKind.OFFSET or phrase.parts["unit"] != "day" or direction not in AFTER | BEFORE:
        return None
    number = NUMBERS.get(phrase.parts["number"])
    if number is None and phrase.parts["number"].isdigit():
        number = int(phrase.parts["number"])
    if number is None:
        return None
    return number if direction in AFTER else -number


def _link(
    sentence: Sentence, phrase: DatePhrase, days: int, findings: list[Finding], earlier: Sequence[Finding]
) -> list[Finding]:
    boundary = len(sentence.text)
    fronted = phrase.start < FRONTED
    if fronted:
        comma = sentence.text.find(",", phrase.end)
        boundary = comma if comma >= 0 else boundary
    led = [f for f in findings if phrase.end <= f.position - sentence.start < boundary]
    main = [f for f in findings if f not in led]
    main_day = _find_day(main, earlier) if main else (None if fronted else _find_last_day(earlier))
    led_day = _find_day(led, earlier)
    if main_day is not None:
        findings = [_date(f, main_day - dt.timedelta(days=days)) if f in led else f for f in findings]
    elif led_day is not None:
        findings = [_date(f, led_day + dt.timedelta(days=days)) if f in main else f for f in findings]
    return findings


def _date(finding: Finding, day: dt.date) -> Finding:
    if finding.date is not None:
        return finding
    evidence = tuple(replace(item, supports=(*item.supports, "date")) for item in finding.evidence)
    return replace(finding, date=build_day(day), evidence=evidence)


def _find_day(findings: Sequence[Finding], earlier: Sequence[Finding]) -> dt.date | None:
    """The day of these findings, as they give it or as the article gave it before for the same base."""
    for finding in findings:
        for other in (finding, *reversed(earlier)):
            same = other.family == finding.family and other.base == finding.base and other.country == finding.country
            if same and other.date is not None and other.date.precision is Precision.DAY:
                return other.date.first
    return None


def _find_last_day(earlier: Sequence[Finding]) -> dt.date | None:
    """The day of the event told last, if that was told to the day."""
    if not earlier:
        return None
    last = earlier[-1].sentence
    days = [f.date.first for f in earlier if f.sentence == last and f.date and f.date.precision is Precision.DAY]
    return days[-1] if days else None
