"""Why a sentence, or a trigger in it, tells no event; and that to explain is to extract."""

from pathlib import Path

import pytest

from service.domain.reports import Status
from service.extraction import Explanation, Extractor
from service.extraction.decisions import Decision, Reason
from tests.builders import build_article
from tests.unit.extraction.naming import K1

ROOT = Path(__file__).resolve().parents[3]
SHARE = "The base lies north of Kirkuk.\n\nShare this article"
NEWS = sorted((ROOT / "tests" / "benchmarks" / "texts").glob("*.txt"))


def explain(extractor: Extractor, text: str) -> Explanation:
    return extractor.explain(build_article(text))


def list_decisions(explanation: Explanation) -> list[Decision]:
    return [decision for account in explanation.accounts for decision in account.decisions]


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("Did US troops leave K1 Air Base?", "leave", Reason.QUESTION),
        ("US troops may leave K1 Air Base.", "leave", "not told as a fact: may"),
        ("If US troops leave K1 Air Base, Iraqi forces will stay.", "leave", "not told as a fact: conditional"),
        ("US troops threatened to leave K1 Air Base.", "leave", "not told as a fact: threatened"),
        ("Families left K1 Air Base on Sunday.", "left", Reason.CIVILIAN),
        ("A series of attacks hit K1 Air Base.", "hit", Reason.VAGUE),
        ("US troops left a military base on Sunday.", "left", Reason.NEVER_NAMED),
        ("Parliament may vote on a resolution to expel foreign troops.", "vote", "not told as a fact: may"),
    ],
)
def test_explain_a_trigger_without_event_gives_the_reason(
    extractor: Extractor, text: str, word: str, reason: str
) -> None:
    explanation = explain(extractor, text)
    assert explanation.reports == ()
    assert reason in {decision.reason for decision in list_decisions(explanation) if decision.word == word}
    assert all(decision.finding is None for decision in list_decisions(explanation))


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("She reads a letter to the town.", 0, Reason.NO_TRIGGER),
        ("He left the room.", 0, Reason.NO_PARTY),
        (SHARE, 1, Reason.NOT_EVIDENCE),
        (NEWS[0].read_text(encoding="utf-8"), 3, Reason.NOT_MILITARY),
    ],
)
def test_explain_a_sentence_not_worth_parsing_gives_the_reason(
    extractor: Extractor, text: str, number: int, reason: Reason
) -> None:
    account = explain(extractor, text).accounts[number]
    assert account.passed_over is reason
    assert account.decisions == ()


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("US troops left K1 Air Base on March 29.", Status.OCCURRED, "told as a fact"),
        ("US troops will leave K1 Air Base on April 5.", Status.PLANNED, "will"),
        ("US troops plan to leave K1 Air Base.", Status.PLANNED, "plan"),
        ("US troops did not leave K1 Air Base.", Status.DENIED, "negated"),
    ],
)
def test_explain_a_finding_names_the_word_that_decided(
    extractor: Extractor, text: str, status: Status, reason: str
) -> None:
    found = [decision for decision in list_decisions(explain(extractor, text)) if decision.finding]
    assert [(decision.reason, decision.type) for decision in found] == [(reason, "withdrawal")]
    assert [decision.finding.status for decision in found if decision.finding] == [status]


def test_explain_shows_names_dates_and_arguments_as_they_were_read(extractor: Extractor) -> None:
    [account] = explain(extractor, "US troops left K1 Air Base on Sunday.").accounts
    assert [(mention.kind.value, mention.base) for mention in account.mentions] == [("force", None), ("base", K1)]
    assert [(dated.phrase.text, dated.date.edtf) for dated in account.dates if dated.date] == [("Sunday", "2020-03-29")]
    [decision] = [decision for decision in account.decisions if decision.finding]
    assert decision.frame == "depart"
    assert [(argument.role.value, argument.slot) for argument in decision.arguments] == [
        ("leaving", "subject"),
        ("place", "object"),
    ]


def test_explain_a_date_counted_from_another_event_is_that_of_the_finding(extractor: Extractor) -> None:
    text = "US troops left K1 Air Base on March 29. This came a day after French troops left Iraq."
    found = [decision.finding for decision in list_decisions(explain(extractor, text)) if decision.finding]
    assert [finding.date.edtf for finding in found if finding.date] == ["2020-03-29", "2020-03-28"]


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "seeds" / "articles").glob("*.md")) + NEWS,
    ids=lambda path: path.name,
)
def test_explain_and_extract_give_the_same_article_and_reports(extractor: Extractor, path: Path) -> None:
    article = build_article(path.read_text(encoding="utf-8"))
    extraction, explanation = extractor.extract(article), extractor.explain(article)
    assert (explanation.article, explanation.reports) == (extraction.article, extraction.reports)
    assert [account.sentence.index for account in explanation.accounts] == list(range(len(explanation.accounts)))
    assert all((account.passed_over is None) or not account.decisions for account in explanation.accounts)
