import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.resources.reports import dump_report
from service.domain.articles.article import Article
from service.domain.events.dates import EventDate, Precision
from service.domain.events.reports import Figure, Qualifier, Quote, Report, Role, Status
from service.errors import NotFoundError
from service.storage.read.names import get_article, get_article_reports
from service.storage.tables.columns import Model
from service.storage.tables.models import ArticleRow, FigureRow, QuoteRow, ReportRow
from service.storage.write.articles import (
    NewArticle,
    Touched,
    has_article,
    remove_article,
    retire_articles,
    save_articles,
)
from service.storage.write.reports import ReportView, find_all_blocks, find_filed_reports
from service.storage.write.rows.known_articles import find_superseded_articles
from tests.builders import (
    build_actor,
    build_article,
    build_base,
    build_day,
    build_month,
    build_participation,
    build_report,
    build_source,
)
from tests.integration.storage.storing import begin, store_article, store_names

# What JSON and databases can keep: no NUL, no half of a surrogate pair.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
YEARLESS = EventDate("XXXX-01-07", None, None, Precision.YEARLESS)
DATES = st.none() | st.dates().map(build_day) | st.just(build_month()) | st.just(YEARLESS)
FIGURES = st.builds(
    Figure, TEXT, st.integers(0, 2**63 - 1), st.sampled_from(Qualifier), st.none() | st.sampled_from(["USD", "IQD"])
)
QUOTES = st.builds(
    lambda text, start, supports: Quote(text, start, start + len(text), tuple(supports)),
    TEXT,
    st.integers(0, 1_000_000),
    st.lists(TEXT, max_size=3),
)
REPORTS = st.builds(
    Report,
    type=st.sampled_from(["handover", "withdrawal", "attack"]),
    status=st.sampled_from(Status),
    base=st.sampled_from([None, build_base(), build_base("new-one", "New One", ["NO"])]),
    country=st.none() | st.just("IQ"),
    date=DATES,
    participations=st.lists(
        st.builds(build_participation, st.sampled_from([build_actor(), build_actor("x", "X")]), st.sampled_from(Role)),
        max_size=3,
    ).map(tuple),
    figures=st.lists(FIGURES, max_size=3).map(tuple),
    attributed_to=st.none() | TEXT,
    confidence=st.floats(0, 1),
    quotes=st.lists(QUOTES, max_size=3).map(tuple),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=st.lists(REPORTS, max_size=3))
def test_save_article_then_read_gives_equal_reports(session: Session, reports: list[Report]) -> None:
    with session.begin_nested() as savepoint:
        store_names(session)
        article = build_article()
        content_hash = store_article(session, article, reports)
        session.expire_all()
        filed = find_filed_reports(session, ["block"])
        assert [item.report for item in filed] == reports
        assert [item.key for item in filed] == [f"{content_hash}-{place}" for place in range(1, len(reports) + 1)]
        assert {(item.article, item.source, item.published) for item in filed} <= {
            (content_hash, "press-tv", article.published)
        }
        told = [json.loads(document) for document in get_article_reports(session, content_hash)]
        assert [report["type"] for report in told] == [report.type for report in reports]
        assert [[quote["text"] for quote in report["quotes"]] for report in told] == [
            [quote.text for quote in report.quotes] for report in reports
        ]
        savepoint.rollback()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=st.lists(REPORTS, min_size=1, max_size=3))
def test_save_articles_gives_added_reports_as_they_are_read(session: Session, reports: list[Report]) -> None:
    with session.begin_nested() as savepoint:
        store_names(session)
        earlier = store_article(session, build_article(file="earlier.txt", text="Earlier."), reports)
        # The stored names hold, and not those of the article.
        renamed = [replace(each, base=each.base and replace(each.base, name="Another")) for each in reports]
        article = build_article()
        told = tuple((report, "block") for report in renamed)
        new = NewArticle(article, article.content_hash, build_source(), told, b"signature")
        revision = begin(session)
        touched = save_articles(session, [new], revision, ReportView(dump_report, lambda _report: "block"))
        filed = find_filed_reports(session, ["block"])
        assert touched.added == tuple(("block", item) for item in filed if item.article == new.content_hash)
        before = find_filed_reports(session, ["block"], revision.number)
        assert before == [item for item in filed if item.article == earlier]
        savepoint.rollback()


def test_save_article_then_get_article_gives_what_was_read(session: Session) -> None:
    store_names(session)
    article = build_article(url="https://example.org/1")
    record = get_article(session, store_article(session, article, [build_report(), build_report()]))
    assert record.id == article.content_hash
    assert record.source == build_source()
    assert record.report_count == 2
    for name in ("file", "title", "url", "published", "language", "rendition", "original"):
        assert getattr(record, name) == getattr(article, name)


@pytest.mark.parametrize(
    ("stored", "given", "is_same"),
    [
        ({}, {"text": "Corrected."}, True),
        ({}, {"text": "Corrected.", "published": dt.date(2020, 4, 1)}, True),
        ({}, {"text": "Corrected.", "file": "other.txt"}, False),
        ({}, {"text": "Corrected.", "source": "kirkuknow"}, False),
        ({}, {"text": "Corrected.", "source": None}, False),
        # Whose file it is that is called the same is not known, and the texts have nothing in common.
        ({"source": None}, {"source": None, "text": "Corrected."}, False),
        ({"url": "http://a"}, {"url": "http://a", "file": "other.txt"}, True),
        ({"url": "http://a"}, {"url": "http://b"}, False),
        ({"url": "http://a"}, {"url": None}, True),
        ({"url": None}, {"url": "http://a"}, True),
    ],
)
def test_find_superseded_articles_knows_an_article_by_url_or_file_and_source(
    session: Session, stored: dict[str, Any], given: dict[str, Any], is_same: bool
) -> None:
    store_names(session)
    first = store_article(session, build_article(**stored), source=build_source("kirkuknow", "KirkukNow"))
    assert find_superseded(session, build_article(**given)) == ((first,) if is_same else ())


def test_remove_article_leaves_nothing_of_it(session: Session) -> None:
    store_names(session)
    gone = store_article(session, build_article(), [build_report()], block="one")
    kept = store_article(session, build_article(file="kept.txt", text="Kept."), [build_report()], block="two")
    assert remove_article(session, gone) == Touched(frozenset({"one"}), frozenset({"k1"}), frozenset({"press-tv"}))
    assert not has_article(session, gone)
    assert has_article(session, kept)
    assert find_all_blocks(session) == ["two"]
    assert [_count(session, row) for row in (ArticleRow, ReportRow, FigureRow, QuoteRow)] == [1, 1, 1, 1]


def find_superseded(session: Session, article: Article) -> tuple[str, ...]:
    return find_superseded_articles(session, {"new": article}, lambda _new, other: bool(other))["new"]


def _count(session: Session, row: type[Model]) -> int | None:
    return session.scalar(select(func.count()).select_from(row))


def test_retire_articles_keeps_them_for_the_past_and_removal_of_the_last_takes_all(session: Session) -> None:
    store_names(session)
    states: list[str] = []
    for number in range(3):
        article = build_article(f"State {number}.")
        revision = begin(session)
        retire_articles(session, states[-1:], article.content_hash, revision)
        new = NewArticle(article, article.content_hash, build_source(), ((build_report(), f"block-{number}"),))
        save_articles(session, [new], revision)
        states.append(article.content_hash)
    assert [has_article(session, state) for state in states] == [False, False, True]
    assert find_all_blocks(session) == ["block-2"]
    assert find_superseded(session, build_article("Next.")) == (states[2],)
    assert _count(session, ReportRow) == 3
    assert remove_article(session, states[2]).blocks == {"block-2"}
    assert [_count(session, row) for row in (ArticleRow, ReportRow, QuoteRow)] == [0, 0, 0]


def test_remove_article_that_is_unknown_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError, match="no article has the id nope"):
        remove_article(session, "nope")
