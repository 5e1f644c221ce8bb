"""An explanation as plain text: a block for each sentence, and the reports at the end."""

import re
from collections.abc import Iterator
from textwrap import shorten, wrap

from service.domain.dates import EventDate
from service.domain.reports import Report
from service.extraction.arguments import Argument
from service.extraction.decisions import Decision
from service.extraction.explaining import Explanation, SentenceAccount
from service.extraction.findings import Finding
from service.extraction.mentions.mention import BASE_KINDS, Kind, Mention

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
    for account in explanation.accounts:
        lines += ["", *_render_account(account, width)]
    count = len(explanation.reports)
    lines += ["", "1 report" if count == 1 else f"{count or 'no'} reports"]
    for number, report in enumerate(explanation.reports, 1):
        lines += _hang(f"{number:4} ", _describe_report(report, explanation.accounts), width)
    return CONTROL.sub("?", "\n".join(lines)) + "\n"


def _render_account(account: SentenceAccount, width: int) -> Iterator[str]:
    sentence = account.sentence
    part = sentence.part.value.replace("_", " ")
    yield f"{sentence.index + 1:4} {part:{PART}} {shorten(sentence.text, width - INDENT, placeholder=' ...')}"
    if account.passed_over is not None:
        yield from _row("passed over", account.passed_over, width)
        return
    written = sentence.text
    if account.mentions:
        yield from _row("mentions", "; ".join(_describe_mention(m, written) for m in account.mentions), width)
    if account.dates:
        told = (f'"{dated.phrase.text}" = {_describe_date(dated.date)}' for dated in account.dates)
        yield from _row("dates", "; ".join(told), width)
    for decision in account.decisions:
        yield from _row(decision.word, _describe_trigger(decision, written), width)
        yield from _row("", _describe_outcome(decision), width)
    if not account.decisions:
        yield from _row("no event", "no trigger where the grammar wants one", width)


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


def _describe_trigger(decision: Decision, written: str) -> str:
    rule = f"frame {decision.frame}" if decision.frame else "context rule"
    arguments = ", ".join(_describe_argument(argument, written) for argument in decision.arguments)
    return f"{decision.type}, {rule}{': ' if arguments else ''}{arguments}"


def _describe_argument(argument: Argument, written: str) -> str:
    named = _quote(written, argument.mention) if argument.mention else argument.token.text
    return f'{argument.role.value} "{named}" ({argument.slot})'


def _describe_outcome(decision: Decision) -> str:
    if decision.finding is None:
        return f"-> dropped: {decision.reason}"
    return f"-> {_describe_finding(decision.finding)} ({decision.reason})"


def _describe_finding(finding: Finding) -> str:
    base = finding.base.slug if finding.base else "base named later" if finding.unnamed else finding.country
    actors = (f"{part.actor.slug} {part.role.value}" for part in finding.participations)
    told = (f"{finding.type} {finding.status.value}", base, finding.date.edtf if finding.date else "no date", *actors)
    return ", ".join(item for item in told if item)


def _describe_report(report: Report, accounts: tuple[SentenceAccount, ...]) -> str:
    where = f"{report.base.name} ({report.base.slug})" if report.base else report.country
    actors = (f"{part.actor.slug} {part.role.value}" for part in report.participations)
    figures = (f"{f.kind} {f.qualifier.value} {f.value} {f.unit or ''}".strip() for f in report.figures)
    date = report.date.edtf if report.date else "no date"
    told = (f"{report.type} {report.status.value}", where, date, *actors, *figures)
    starts = {quote.start for quote in report.quotes}
    numbers = ", ".join(str(a.sentence.index + 1) for a in accounts if a.sentence.start in starts)
    return f"{', '.join(item for item in told if item)}; told by {numbers}"
