"""Ids of events that would all have one: the order of telling numbers them, the stored ones too."""

import datetime as dt

from service.domain.events.events import Event
from service.domain.events.neighbours import FirstReported, Namesake
from service.merging.numbering import number_events
from tests.builders import build_day, build_event, build_filed_report

ID = "k1-handover-2020-03-29"
KIND = ("handover", "2020-03-29")


def tell(day: int, key: str = "a-1") -> FirstReported:
    return dt.date(2020, 4, day), key


def build_new(event_id: str = ID) -> Event:
    return build_event([build_filed_report()], event_id, date=build_day())


def build_stored(label: int, event_id: str, day: int) -> Namesake:
    return Namesake(label, event_id, KIND, tell(day))


def read_ids(events: list[Event]) -> list[str]:
    return [event.id for event in events]


def test_number_events_of_nothing_gives_nothing() -> None:
    assert number_events({}, [], []) == ([], {})


def test_number_events_that_are_all_new_numbers_them_as_they_were_told() -> None:
    events, moved = number_events({tell(2): build_new(), tell(1): build_new(), tell(3): build_new()}, [], [])
    assert (read_ids(events), moved) == ([ID, f"{ID}-2", f"{ID}-3"], {})


def test_number_events_after_a_stored_one_leaves_its_id() -> None:
    events, moved = number_events({tell(2): build_new()}, [build_stored(7, ID, 1)], [])
    assert (read_ids(events), moved) == ([f"{ID}-2"], {})


def test_number_events_before_a_stored_one_moves_it() -> None:
    events, moved = number_events({tell(1): build_new()}, [build_stored(7, ID, 2)], [])
    assert (read_ids(events), moved) == ([ID], {7: f"{ID}-2"})


def test_number_events_takes_the_id_of_one_that_ended_and_moves_those_behind_it() -> None:
    stored = [build_stored(7, ID, 1), build_stored(8, f"{ID}-2", 2)]
    assert number_events({}, stored, [7]) == ([], {8: ID})
    events, moved = number_events({tell(3): build_new()}, stored, [7])
    assert (read_ids(events), moved) == ([f"{ID}-2"], {8: ID})


def test_number_events_of_another_date_or_type_leaves_them_apart() -> None:
    other = Namesake(7, "k1-handover-2020-03", ("handover", "2020-03"), tell(1))
    events, moved = number_events({tell(2): build_new()}, [other], [])
    assert (read_ids(events), moved) == ([ID], {})


def test_number_events_told_on_one_day_goes_by_the_key_of_the_report() -> None:
    _, moved = number_events({tell(1, "a-1"): build_new()}, [build_stored(7, ID, 1)], [7])
    assert moved == {}
    stored = Namesake(8, ID, KIND, tell(1, "b-1"))
    assert number_events({tell(1, "a-1"): build_new()}, [stored], [])[1] == {8: f"{ID}-2"}
