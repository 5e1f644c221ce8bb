"""What is kept of articles by source and month is what counting them anew gives."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session

from service.domain.articles.article import Article
from service.domain.queries import PageRequest
from service.domain.records import SourceCoverage
from service.storage.read.totals.coverage import count_months, find_coverage
from service.storage.write.articles import NewArticle, remove_article, retire_articles, update_article
from tests.builders import build_article, build_source
from tests.integration.storage.storing import begin, store_article, store_names

OTHER = build_source("kirkuknow", "KirkukNow")


def build_dated(text: str, day: dt.date | None, source: str = "press-tv") -> Article:
    return replace(build_article(text, f"{text}.txt", source), published=day)


def find_all(session: Session, *sources: str) -> list[SourceCoverage]:
    return list(find_coverage(session, PageRequest(9), sources).items)


def test_find_coverage_counts_current_articles_by_source_and_month(session: Session) -> None:
    store_names(session)
    store_article(session, build_dated("one", dt.date(2020, 3, 29)))
    store_article(session, build_dated("two", dt.date(2020, 3, 2)))
    store_article(session, build_dated("three", dt.date(2020, 8, 23)))
    store_article(session, build_dated("four", None))
    store_article(session, build_dated("five", dt.date(2021, 1, 1), OTHER.slug), source=OTHER)
    months = {"": 1, "2020-03": 2, "2020-08": 1}
    press = SourceCoverage("press-tv", "Press TV", 4, dt.date(2020, 3, 2), dt.date(2020, 8, 23), months)
    other = SourceCoverage("kirkuknow", "KirkukNow", 1, dt.date(2021, 1, 1), dt.date(2021, 1, 1), {"2021-01": 1})
    assert find_all(session) == [other, press]
    assert find_all(session, "press-tv") == [press]
    assert count_months(session) == {**months, "2021-01": 1}


def test_find_coverage_in_pages_of_one_gives_each_source_once(session: Session) -> None:
    store_names(session)
    store_article(session, build_dated("one", None))
    store_article(session, build_dated("two", None, OTHER.slug), source=OTHER)
    first = find_coverage(session, PageRequest(1), ())
    second = find_coverage(session, PageRequest(1, first.after), ())
    assert [item.slug for item in (*first.items, *second.items)] == ["kirkuknow", "press-tv"]
    assert second.after is None


def test_find_coverage_after_changes_counts_what_is_current(session: Session) -> None:
    store_names(session)
    first = store_article(session, build_dated("one", dt.date(2020, 3, 29)))
    second = store_article(session, build_dated("two", dt.date(2020, 3, 29)))
    moved = build_dated("two", dt.date(2020, 5, 1))
    update_article(session, NewArticle(moved, second, build_source(), ()), begin(session))
    assert find_all(session)[0].months == count_months(session) == {"2020-03": 1, "2020-05": 1}
    retire_articles(session, [first], second, begin(session))
    assert find_all(session)[0].months == count_months(session) == {"2020-05": 1}
    remove_article(session, second)
    assert (find_all(session), count_months(session)) == ([], {})
