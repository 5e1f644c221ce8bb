"""Rows in one go, on both databases."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.storage.database.bulk import insert_rows, is_among, read_rows, reserve_numbers
from service.storage.tables.models import ArticleRow, ChangeRow, ReportRow
from service.storage.tables.names import ActorRow
from service.storage.write.rows.new_reports import get_table
from tests.builders import build_article
from tests.integration.storage.storing import store_article, store_names

ACTORS = get_table(ActorRow)
# What COPY and SQL would take for something else.
TEXTS = ["a\tb", "a\nb\r", "\\N", "", "'; --", "é\u2028"]
# And arrays, JSON and drivers.
KEYS = [*TEXTS, '"', "{a,b}", "NULL", '\\"', "%s :a ?"]


def test_insert_rows_keeps_every_text_list_and_null_as_it_is(session: Session) -> None:
    rows = [
        {"slug": f"actor-{n}", "name": text, "kind": None, "aliases": [text, "second"], "known": n % 2 == 0}
        for n, text in enumerate(TEXTS)
    ]
    insert_rows(session, ACTORS, rows)
    columns = [ACTORS.c[name] for name in rows[0]]
    assert [dict(row) for row in session.execute(select(*columns).order_by(ACTORS.c.slug)).mappings()] == rows


def test_insert_rows_of_a_key_that_is_there_is_an_integrity_error(session: Session) -> None:
    row = {"slug": "actor", "name": "Actor", "aliases": []}
    insert_rows(session, ACTORS, [row])
    with pytest.raises(IntegrityError, match="actor"):
        insert_rows(session, ACTORS, [row])


def test_insert_rows_without_rows_does_nothing(session: Session) -> None:
    insert_rows(session, get_table(ChangeRow), [])
    assert session.execute(select(ChangeRow)).all() == []


def test_reserve_numbers_gives_none_that_a_removed_row_had(session: Session) -> None:
    store_names(session)
    store_article(session, build_article())
    last = session.scalars(select(ArticleRow.id)).one()
    session.execute(delete(ArticleRow))
    assert min(reserve_numbers(session, get_table(ArticleRow), 3)) > last
    numbers = reserve_numbers(session, get_table(ReportRow), 3)
    assert sorted(set(numbers)) == list(range(numbers[0], numbers[0] + 3))
    assert reserve_numbers(session, get_table(ReportRow), 0) == []


@pytest.mark.parametrize("count", [0, 1, 2, len(KEYS)])
def test_is_among_finds_the_rows_that_have_one_of_the_texts(session: Session, count: int) -> None:
    insert_rows(session, ACTORS, [{"slug": text, "name": "Actor", "aliases": []} for text in KEYS])
    found = session.scalars(select(ACTORS.c.slug).where(is_among(ACTORS.c.slug, KEYS[:count])))
    assert set(found) == set(KEYS[:count])
    others = session.scalars(select(ACTORS.c.slug).where(~is_among(ACTORS.c.slug, KEYS[:count])))
    assert set(others) == set(KEYS[count:])


def test_is_among_takes_more_numbers_than_a_statement_has_parameters(session: Session) -> None:
    store_names(session)
    store_article(session, build_article())
    number = session.scalars(select(ArticleRow.id)).one()
    table = get_table(ArticleRow)
    found = read_rows(session, select(table.c.id).where(is_among(table.c.id, range(number, number + 100_000))))
    assert [row.id for row in found] == [number]
    assert read_rows(session, select(table.c.id).where(is_among(table.c.id, range(number)))) == []
