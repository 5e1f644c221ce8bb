import datetime as dt

import pytest
import sqlalchemy
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.queries import EventQuery, PageRequest
from service.errors import NotFoundError
from service.storage.articles import delete_articles, find_filed_reports
from service.storage.events import EventTally
from service.storage.models import EventRow, MilestoneRow, ParticipationRow
from service.storage.queries import find_events, get_event
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
    return list(find_events(session, EventQuery(), PageRequest(10)).items)


def test_save_events_of_new_events_adds_them(reported: Session) -> None:
    first, second = find_filed_reports(reported, ["block"])
    events = [build_event([first], "one", date=build_day()), build_event([second], "two")]
    assert store_events(reported, events) == EventTally(added=2)
    assert find_documents(reported) == [
        "one|handover|US-led coalition|1|12:00",
        "two|handover|US-led coalition|1|12:00",
    ]
    assert [report.id for report in get_event(reported, "two").reports] == [second.key]


def test_save_events_again_changes_nothing(reported: Session) -> None:
    events = [build_event(find_filed_reports(reported, ["block"]), "one")]
    store_events(reported, events)
    assert store_events(reported, events, moment=LATER) == EventTally()
    assert find_documents(reported) == ["one|handover|US-led coalition|1|12:00"]


def test_save_events_of_a_changed_event_counts_the_change(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    other = build_participation(build_actor("us-led-coalition", "Coalition"))
    assert store_events(reported, [build_event(filed, "one", participations=[other])], moment=LATER) == EventTally(
        changed=1
    )
    assert find_documents(reported) == ["one|handover|Coalition|2|13:00"]


def test_save_events_with_fewer_reports_is_a_change_and_unties_the_rest(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    split = [build_event(filed[:1], "one"), build_event(filed[1:], "two")]
    assert store_events(reported, split) == EventTally(added=1, changed=1)
    assert [report.id for report in get_event(reported, "one").reports] == [filed[0].key]
    assert [report.id for report in get_event(reported, "two").reports] == [filed[1].key]


def test_save_events_without_an_event_removes_it_with_its_links(reported: Session) -> None:
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    assert store_events(reported, []) == EventTally(removed=1)
    with pytest.raises(NotFoundError):
        get_event(reported, "one")
    for row in (EventRow, ParticipationRow, MilestoneRow):
        assert reported.scalar(select(func.count()).select_from(row)) == 0


def test_save_events_leaves_other_blocks_alone(reported: Session) -> None:
    store_article(reported, build_article("Elsewhere.", file="b.txt"), [build_report()], block="other")
    store_events(reported, [build_event(find_filed_reports(reported, ["block"]), "one")])
    other = build_event(find_filed_reports(reported, ["other"]), "two")
    assert store_events(reported, [other], ["other"]) == EventTally(added=1)
    assert store_events(reported, [], ["block"]) == EventTally(removed=1)
    assert get_event(reported, "two").document.startswith("two|")


def test_save_events_after_an_article_came_again_ties_its_reports(reported: Session) -> None:
    """The reports have the keys that they had, so the event is the same; yet they are new rows."""
    filed = find_filed_reports(reported, ["block"])
    store_events(reported, [build_event(filed, "one")])
    delete_articles(reported, [build_article().content_hash])
    store_article(reported, build_article(), [item.report for item in filed])
    assert store_events(reported, [build_event(filed, "one")]) == EventTally()
    record = get_event(reported, "one")
    assert [report.id for report in record.reports] == [item.key for item in filed]
    assert [entry.report for entry in record.history] == [filed[0].key]


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
