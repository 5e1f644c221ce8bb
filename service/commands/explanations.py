"""An explanation as plain text: a block for each sentence, and the reports at the end."""

import re
from collections.abc import Iterator
from textwrap import shorten, wrap

from service.domain.events.dates import EventDate
from service.domain.events.reports import Report
from service.extraction.encoder.decoding import EVENT_THRESHOLD, Judgement
from service.extraction.explain import Explanation, SentenceExplanation
from service.extraction.mentions.mention import BASE_KINDS, Kind, Mention
from service.extraction.reports.event_mentions import EventMention

# Room for the sentence's number and part ("file photo"), and below them for the name of a row.
PART = 10
INDENT = 5 + PART + 1
LABEL = 11
NARROWEST, WIDEST = 60, 140
# What a terminal would obey instead of showing it.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def render_explanation(explanation: Explanation, width: int) -> str:
    """Lines of at most `width` characters (at least 60 and at most 140), the last one ended too."""
    width = min(max(width, NARROWEST), WIDEST)
    article = explanation.article
    known = (article.source, article.published.isoformat() if article.published else None, article.title)
    lines = _hang("", f"{article.file}: {', '.join(item for item in known if item) or 'no details'}", width)
    for explained in explanation.sentences:
        lines += ["", *_render_sentence(explained, width)]
    count = len(explanation.reports)
    lines += ["", "1 report" if count == 1 else f"{count or 'no'} reports"]
    for number, report in enumerate(explanation.reports, 1):
        lines += _hang(f"{number:4} ", _describe_report(report, explanation.sentences), width)
    return CONTROL.sub("?", "\n".join(lines)) + "\n"


def _render_sentence(explained: SentenceExplanation, width: int) -> Iterator[str]:
    sentence = explained.sentence
    part = sentence.part.value.replace("_", " ")
    start = f"{sentence.index + 1:4} {part:{PART}} "
    yield start + shorten(sentence.text, width - len(start), placeholder=" ...")
    if explained.passed_over is not None:
        yield from _row("skipped", explained.passed_over, width)
    if explained.mentions:
        written = (_describe_mention(mention, sentence.text) for mention in explained.mentions)
        yield from _row("mentions", "; ".join(written), width)
    if explained.dates:
        dated = (f'"{one.phrase.text}" = {_describe_date(one.past)}' for one in explained.dates)
        yield from _row("dates", "; ".join(dated), width)
    yield from _render_judgements(explained, width)


def _render_judgements(explained: SentenceExplanation, width: int) -> Iterator[str]:
    """The reported judgements, and the best rejected one with the threshold."""
    ranked = sorted(explained.judgements, key=lambda judgement: (-judgement.probability, judgement.place))
    for judgement in (one for one in ranked if one.is_extracted):
        of_base = "" if _is_reported(judgement, explained) else ", reported for a base there"
        yield from _row("reported", f"{_describe_judgement(judgement)}{of_base}", width)
    for mention in explained.event_mentions:
        yield from _row("", f"-> {_describe_event_mention(mention)}", width)
    rejected = next((one for one in ranked if not one.is_extracted), None)
    if rejected is not None:
        below = f"{_describe_judgement(rejected)} is under {EVENT_THRESHOLD}"
        yield from _row("rejected", below, width)


def _is_reported(judgement: Judgement, explained: SentenceExplanation) -> bool:
    """Whether a judgement gave an event mention. One of a base supersedes a less certain one of its country."""
    return judgement.candidate.base is not None or any(
        mention.base is None and mention.family == judgement.family and mention.country == judgement.candidate.country
        for mention in explained.event_mentions
    )


def _describe_judgement(judgement: Judgement) -> str:
    candidate = judgement.candidate
    where = candidate.base.slug if candidate.base else candidate.country
    elsewhere = "" if candidate.here else f", named in sentence {candidate.sentence.sentence.index + 1}"
    return f"{judgement.probability:.2f} {judgement.type} {judgement.status.value} at {where}{elsewhere}"


def _row(label: str, text: str, width: int) -> list[str]:
    return _hang(" " * INDENT + f"{label:{LABEL}} ", text, width)


def _hang(start: str, text: str, width: int) -> list[str]:
    """The lines of a text, the further ones indented as far as the first."""
    indent = " " * min(len(start), INDENT + LABEL + 1)
    return wrap(text, width, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)


def _describe_mention(mention: Mention, written: str) -> str:
    if mention.kind in BASE_KINDS:
        meant = f"base {mention.base.slug}" if mention.base else "unnamed base"
        meant += ", if not a town" if mention.kind is Kind.BARE_BASE else ""
    else:
        meant = " ".join((mention.kind.value, *(actor.slug for actor in mention.actors)))
        meant += f" {mention.country}" if mention.country and not mention.actors else ""
    return f'"{_quote(written, mention)}" = {meant}'


def _quote(written: str, mention: Mention) -> str:
    return written[mention.start : mention.end]


def _describe_date(date: EventDate | None) -> str:
    return date.edtf if date else "left open"


def _describe_event_mention(mention: EventMention) -> str:
    where = mention.base.slug if mention.base else mention.country
    actors = (f"{part.actor.slug} {part.role.value}" for part in mention.participations)
    figures = (f"{figure.kind} {figure.value}" for figure in mention.figures)
    date = mention.date.edtf if mention.date else "no date"
    given = (f"{mention.type} {mention.status.value}", where, date, *actors, *figures)
    return ", ".join(item for item in given if item)


def _describe_report(report: Report, sentences: tuple[SentenceExplanation, ...]) -> str:
    where = f"{report.base.name} ({report.base.slug})" if report.base else report.country
    actors = (f"{part.actor.slug} {part.role.value}" for part in report.participations)
    figures = (f"{f.kind} {f.qualifier.value} {f.value} {f.unit or ''}".strip() for f in report.figures)
    date = report.date.edtf if report.date else "no date"
    given = (f"{report.type} {report.status.value}", where, date, *actors, *figures)
    starts = {quote.start for quote in report.quotes}
    numbers = [str(one.sentence.index + 1) for one in sentences if one.sentence.start in starts]
    noun = "sentence" if len(numbers) == 1 else "sentences"
    return f"{', '.join(item for item in given if item)}; from {noun} {', '.join(numbers)}"
