"""How an article was read, sentence by sentence: the same steps as an extraction, kept instead of only their result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.domain.articles import Article
from service.domain.dates import EventDate
from service.domain.reports import Report
from service.extraction.dates.phrases import DatePhrase
from service.extraction.decisions import Decision, Reason
from service.extraction.findings import Finding
from service.extraction.joining import name_unnamed
from service.extraction.mentions.mention import Mention
from service.extraction.text.layout import Sentence


@dataclass(frozen=True, slots=True)
class DatedPhrase:
    """A phrase that tells when, and what it means; null where its text leaves that open."""

    phrase: DatePhrase
    date: EventDate | None


@dataclass(frozen=True, slots=True)
class SentenceAccount:
    """What was made of a sentence: why it was passed over, or else what was found in it and decided of it."""

    sentence: Sentence
    passed_over: Reason | None = None
    mentions: tuple[Mention, ...] = ()
    dates: tuple[DatedPhrase, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article as an extraction gives it, its sentences, and the reports that their findings were joined to."""

    article: Article
    accounts: tuple[SentenceAccount, ...]
    reports: tuple[Report, ...]


def settle(decisions: Iterable[Decision], findings: Sequence[Finding]) -> tuple[Decision, ...]:
    """Decisions with the findings that they led to as these are after all steps of the sentence, by place."""
    settled = iter(findings)
    decided = [d if d.finding is None else replace(d, finding=next(settled)) for d in decisions]
    return tuple(sorted(decided, key=lambda decision: decision.position))


def drop_unnamed(accounts: Sequence[SentenceAccount], findings: Sequence[Finding]) -> tuple[SentenceAccount, ...]:
    """Accounts without the findings of "a military base" that stayed one, which no report is made of."""
    kept = {(finding.position, finding.type) for finding in name_unnamed(findings)}

    def judge(decision: Decision) -> Decision:
        finding = decision.finding
        if finding is None or (finding.position, finding.type) in kept:
            return decision
        return replace(decision, reason=Reason.NEVER_NAMED, finding=None)

    return tuple(replace(account, decisions=tuple(map(judge, account.decisions))) for account in accounts)
