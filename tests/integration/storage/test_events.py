import datetime as dt
import json

import pytest
import sqlalchemy
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.queries import EventQuery, PageRequest
from service.domain.records import WithheldReport
from service.errors import GoneError, MovedError, NotFoundError
from service.storage.read.changes import find_changes
from service.storage.read.events import find_events, get_event
from service.storage.tables.event_links import EventReportRow
from service.storage.write.articles import remove_article
from service.storage.write.events import EventTally
from service.storage.write.reports import find_filed_reports
from tests.builders import build_actor, build_article, build_day, build_event, build_participation, build_report
from tests.integration.storage.storing import NOON, store_article, store_events, store_names

LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def reported(session: Session) -> Session:
    """Two reports in the block `block`, not merged yet."""
    store_names(session)
    store_article(session, build_article(), [build_report(date=build_day()), build_report("withdrawal")])
    return session


def find_documents(session: Session) -> list[str]:
    return [event.document for event in find_events(session, EventQuery(), PageRequest(10)).items]


def test_save_events_of_new_events_adds_them(reported: Session) -> None:
    first, second = find_filed_reports(reported, ["block"])
    events = [build_event([first], "one", date=build_day()), build_event([second], "two")]
    assert store_events(reported, events) == EventTally(added=2)
    assert find_documents(reported) == [
        "one|handover|US-led coalition|2|12:00",
        "two|handover|US-led coalition|2|12:00",
    ]
    assert list_reports(reported, "two") == [second.key]


def test_save_events_again_changes_nothing(reported: Session) -> None:
    events = [build_event(find_filed_reports(reported, ["block"]), "one")]
    store_events(reported, events)
    assert store_events(reported, events, moment=LATER) == EventTally()
    assert find_documents(reported) == ["one|handover|US-led coalition|2|12:00"]


def test_save_events_of_a_changed_event_begins_another_version(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    other = build_participation(build_actor("us-led-coalition", "Coalition"))
    assert store_events(reported, [build_event(filed, "one", participations=[other])], moment=LATER) == EventTally(
        changed=1
    )
    assert find_documents(reported) == ["one|handover|Coalition|3|13:00"]
    assert [get_event(reported, "one", revision).document for revision in (2, 3)] == [
        "one|handover|US-led coalition|2|12:00",
        "one|handover|Coalition|3|13:00",
    ]


def test_save_events_with_fewer_reports_is_a_change_and_unties_the_rest(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    split = [build_event(filed[:1], "one"), build_event(filed[1:], "two")]
    assert store_events(reported, split) == EventTally(added=1, changed=1)
    assert list_reports(reported, "one") == [filed[0].key]
    assert list_reports(reported, "two") == [filed[1].key]
    assert list_reports(reported, "one", 2) == [item.key for item in filed]


def test_save_events_without_an_event_ends_it_and_keeps_its_past(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    assert store_events(reported, []) == EventTally(removed=1)
    with pytest.raises(GoneError, match="with revision 3"):
        get_event(reported, "one")
    with pytest.raises(NotFoundError, match="at revision 1"):
        get_event(reported, "one", 1)
    assert list_reports(reported, "one", 2) == [item.key for item in filed]


def test_save_events_under_another_id_moves_the_old_one(reported: Session) -> None:
    """Also over several steps, and back again."""
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    assert store_events(reported, [build_event(filed, "two")]) == EventTally(added=1, merged=1)
    store_events(reported, [build_event(filed, "three")])
    assert [find_target(reported, slug) for slug in ("one", "two")] == ["three", "three"]
    store_events(reported, [build_event(filed, "one")])
    assert [find_target(reported, slug) for slug in ("two", "three")] == ["one", "one"]
    assert list_reports(reported, "one") == [item.key for item in filed]
    store_events(reported, [])
    for slug in ("one", "two", "three"):
        with pytest.raises(GoneError):
            get_event(reported, slug)


def test_save_events_merging_two_sends_the_other_id_to_the_one_that_is_left(reported: Session) -> None:
    first, second = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event([first], "one"), build_event([second], "two")])
    assert store_events(reported, [build_event([first, second], "one")]) == EventTally(changed=1, merged=1)
    assert find_target(reported, "two") == "one"
    kinds = [(change.kind.value, change.event) for change in find_changes(reported, PageRequest(10)).items]
    assert kinds == [("added", "one"), ("added", "two"), ("changed", "one"), ("merged", "two")]


def find_target(session: Session, slug: str) -> str:
    with pytest.raises(MovedError) as caught:
        get_event(session, slug)
    return caught.value.target


def list_reports(session: Session, slug: str, revision: int | None = None) -> list[str]:
    return [json.loads(report)["id"] for report in get_event(session, slug, revision).reports.documents]


def test_save_events_leaves_other_blocks_alone(reported: Session) -> None:
    store_article(reported, build_article("Elsewhere.", file="b.txt"), [build_report()], block="other")
    store_events(reported, [build_event(find_filed_reports(reported, ["block"]), "one")])
    other = build_event(find_filed_reports(reported, ["other"]), "two")
    assert store_events(reported, [other], ["other"]) == EventTally(added=1)
    assert store_events(reported, [], ["block"]) == EventTally(removed=1)
    assert get_event(reported, "two").document.startswith("two|")


def test_save_events_after_its_article_was_removed_withholds_its_reports(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    article = build_article().content_hash
    remove_article(reported, article)
    store_events(reported, [])
    record = get_event(reported, "one", 2)
    assert record.reports.documents == []
    assert record.reports.withheld == [WithheldReport(item.key, article, "press-tv") for item in filed]
    assert record.document == "one|handover|US-led coalition|2|12:00"
    assert set(reported.scalars(select(EventReportRow.report_id))) == {None}


def test_save_events_after_an_article_came_again_ties_its_reports(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    remove_article(reported, build_article().content_hash)
    store_article(reported, build_article(), [item.report for item in filed])
    assert store_events(reported, [build_event(filed, "one")]) == EventTally(changed=1)
    assert list_reports(reported, "one") == [item.key for item in filed]
    assert get_event(reported, "one").reports.withheld == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("event", "status", "maybe"),
        ("event", "precision", "week"),
        ("report", "confidence", 1.5),
        ("participation", "role", "onlooker"),
        ("base", "latitude", 91),
        ("quote", "start", -1),
    ],
)
def test_tables_refuse_a_value_outside_its_bounds(reported: Session, table: str, column: str, value: object) -> None:
    store_events(reported, [build_event(find_filed_reports(reported, ["block"]), "one")])
    statement = update(sqlalchemy.table(table, sqlalchemy.column(column))).values({column: value})
    with pytest.raises(IntegrityError):
        reported.connection().execute(statement)
