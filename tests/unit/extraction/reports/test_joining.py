"""Event mentions of one article come together to reports: one an event, however often it is mentioned."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Participation, Qualifier, Report, Role, Status
from service.domain.names.places import Base
from service.extraction.dates.values import build_day, build_month
from service.extraction.reports.event_mentions import EventMention, Evidence
from service.extraction.reports.joining import Joiner
from tests.builders import EVENT_TYPES, build_article, build_event_type
from tests.unit.extraction.mentions.naming import COALITION, IRAQI_FORCES, K1, QAYYARAH

TYPES = (*EVENT_TYPES, build_event_type("closure", rank=2))
PUBLISHED = dt.date(2020, 3, 30)


def build_mention(
    sentence: int = 0,
    *,
    kind: str = "withdrawal",
    date: EventDate | None = None,
    status: Status = Status.OCCURRED,
    confidence: float = 0.9,
    family: str = "departure",
    base: Base | None = K1,
    country: str | None = "IQ",
    participations: Sequence[Participation] = (),
    figures: Sequence[Figure] = (),
    speaker: str | None = None,
    evidence: Sequence[Evidence] = (),
    is_extracted: bool = True,
    date_probability: float = 0.5,
    is_added: bool = False,
) -> EventMention:
    return EventMention(
        sentence=sentence,
        type=kind,
        family=family,
        status=status,
        base=base,
        country=country,
        date=date,
        participations=tuple(participations),
        figures=tuple(figures),
        attributed_to=speaker,
        confidence=confidence,
        evidence=tuple(evidence),
        is_extracted=is_extracted,
        date_probability=date_probability,
        is_added=is_added,
    )


def join(*mentions: EventMention, text: str = "Text.") -> list[Report]:
    article = replace(build_article(text), published=PUBLISHED)
    return list(Joiner(TYPES).join(article, mentions))


def day(text: str) -> EventDate:
    return build_day(dt.date.fromisoformat(text))


@pytest.mark.parametrize(
    ("dates", "given"),
    [
        (["2020-03-28", "2020-03-29"], ["2020-03-28"]),
        (["2019-05-28", "2020-03-29"], ["2019-05-28"]),
        (["2011-12-18", "2020-03-29"], ["2011-12-18", "2020-03-29"]),
        (["2020-03-29", "2020-08-01"], ["2020-03-29", "2020-08-01"]),
    ],
)
def test_join_departures_of_a_year_from_a_base_is_one_unless_one_is_to_come(dates: list[str], given: list[str]) -> None:
    mentions = [build_mention(number, date=day(text)) for number, text in enumerate(dates)]
    assert [report.date.edtf for report in join(*mentions) if report.date] == given


def test_join_attacks_of_two_days_is_two() -> None:
    found = join(*(build_mention(kind="attack", family="attack", date=day(f"2020-03-{n}")) for n in (28, 29)))
    assert len(found) == 2


def test_join_two_plans_for_a_base_is_one() -> None:
    plans = [build_mention(n, date=day(f"2020-0{n}-01"), status=Status.PLANNED) for n in (5, 7)]
    assert [report.status for report in join(*plans)] == [Status.PLANNED]


@pytest.mark.parametrize(
    ("planned", "occurred", "status"),
    [(0.9, 0.9, Status.OCCURRED), (0.95, 0.6, Status.PLANNED), (0.65, 0.6, Status.OCCURRED)],
)
def test_join_a_plan_with_what_is_reported_as_done_is_done_unless_that_is_unsure(
    planned: float, occurred: float, status: Status
) -> None:
    plan = build_mention(0, status=Status.PLANNED, confidence=planned)
    assert [report.status for report in join(plan, build_mention(1, confidence=occurred))] == [status]


def test_join_dates_is_that_of_the_surest_mention_made_more_precise_by_those_that_agree() -> None:
    [report] = join(
        build_mention(0, date=day("2020-01-01"), confidence=0.6),
        build_mention(1, date=build_month(2020, 3), confidence=0.9),
        build_mention(2, date=day("2020-03-29"), confidence=0.7),
    )
    assert report.date == day("2020-03-29")


def test_join_an_undated_plan_is_what_was_done_unless_that_was_long_ago() -> None:
    plan = build_mention(1, status=Status.PLANNED)
    long_done = build_mention(0, date=day("2019-12-01"))
    assert [r.status for r in join(long_done, plan)] == [Status.OCCURRED, Status.PLANNED]
    assert [r.status for r in join(build_mention(0, date=day("2020-03-01")), plan)] == [Status.OCCURRED]


def test_join_an_undated_mention_goes_to_the_nearest_dated_one() -> None:
    first = build_mention(0, kind="attack", family="attack", date=day("2020-03-01"))
    second = build_mention(5, kind="attack", family="attack", date=day("2020-03-09"))
    undated = build_mention(4, kind="attack", family="attack", speaker="a general")
    assert [report.attributed_to for report in join(first, second, undated)] == [None, "a general"]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"base": QAYYARAH}, 2),
        ({"base": None}, 2),
        ({"kind": "attack", "family": "attack"}, 2),
        ({"status": Status.DENIED}, 2),
        ({"status": Status.PLANNED}, 1),
        ({"date": day("2020-03-29")}, 1),
    ],
)
def test_join_mentions_that_differ_in_what_distinguishes_events_are_two(change: dict[str, Any], count: int) -> None:
    assert len(join(build_mention(0), build_mention(1, **change))) == count


def test_join_departures_from_a_country_are_one_for_each_who_leaves() -> None:
    one = build_mention(0, base=None, participations=[Participation(COALITION, Role.LEAVING)])
    other = build_mention(1, base=None, participations=[Participation(IRAQI_FORCES, Role.LEAVING)])
    assert len(join(one, other)) == 2
    assert len(join(one, replace(one, sentence=1))) == 1


def test_join_takes_the_type_of_highest_rank_and_all_actors() -> None:
    [report] = join(
        build_mention(0, participations=[Participation(COALITION, Role.LEAVING)]),
        build_mention(1, kind="closure", participations=[Participation(COALITION, Role.LEAVING)]),
        build_mention(2, participations=[Participation(IRAQI_FORCES, Role.RECEIVING)]),
    )
    assert report.type == "closure"
    assert [part.actor.slug for part in report.participations] == ["us-led-coalition", "iraqi-security-forces"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([Figure("personnel", 300), Figure("personnel", 40)], Figure("personnel", 300)),
        ([Figure("personnel", 300, Qualifier.ABOUT), Figure("personnel", 300)], Figure("personnel", 300)),
        ([Figure("personnel", 300), Figure("personnel", 300, Qualifier.ABOUT)], Figure("personnel", 300)),
        (
            [Figure("personnel", 300, Qualifier.ABOUT), Figure("personnel", 310)],
            Figure("personnel", 300, Qualifier.ABOUT),
        ),
    ],
)
def test_join_figures_of_a_kind_is_the_first_unless_given_later_without_a_hedge(
    given: list[Figure], kept: Figure
) -> None:
    [report] = join(*(build_mention(number, figures=[figure]) for number, figure in enumerate(given)))
    assert report.figures == (kept,)


def test_join_figures_of_two_currencies_keeps_both() -> None:
    figures = [Figure("equipment_value", 5, unit="USD"), Figure("equipment_value", 4, unit="EUR")]
    [report] = join(build_mention(figures=figures))
    assert list(report.figures) == figures


def test_join_an_actor_has_one_role_that_of_the_surest_mention_or_the_first() -> None:
    leaving, arriving = Participation(COALITION, Role.LEAVING), Participation(COALITION, Role.ARRIVING)
    receiving = Participation(IRAQI_FORCES, Role.RECEIVING)
    [equal] = join(build_mention(0, participations=[leaving]), build_mention(1, participations=[arriving, receiving]))
    assert equal.participations == (leaving, receiving)
    [surer] = join(
        build_mention(0, participations=[leaving, receiving], confidence=0.6),
        build_mention(1, participations=[arriving]),
    )
    assert surer.participations == (arriving, receiving)


def test_join_what_is_said_first_is_first_in_the_text_also_where_a_later_mention_has_the_date() -> None:
    [report] = join(
        build_mention(0, figures=[Figure("personnel", 300, Qualifier.ABOUT)], speaker="Iraqi army"),
        build_mention(1, figures=[Figure("personnel", 500)], speaker="Colonel Smith", date=day("2020-03-29")),
    )
    assert report.figures == (Figure("personnel", 300, Qualifier.ABOUT),)
    assert (report.attributed_to, report.date) == ("Iraqi army", day("2020-03-29"))


COALITION_LEAVES = (Participation(COALITION, Role.LEAVING),)
IRAQIS_LEAVE = (Participation(IRAQI_FORCES, Role.LEAVING),)


@pytest.mark.parametrize(
    ("change", "others", "count"),
    [
        ({}, [], 1),
        ({"date": day("2020-03-10")}, [], 1),
        ({"date": day("2020-03-11")}, [], 2),
        ({"country": "SY"}, [], 2),
        ({"family": "attack", "type": "attack"}, [], 2),
        ({"status": Status.DENIED}, [], 2),
        ({"participations": IRAQIS_LEAVE}, [], 2),
        ({"participations": [Participation(IRAQI_FORCES, Role.RECEIVING)]}, [], 1),
        # Of two that it may be it is neither, unless its day tells.
        ({}, [(IRAQIS_LEAVE, "2020-03-20")], 3),
        ({"date": day("2020-03-10")}, [(IRAQIS_LEAVE, "2020-03-20")], 2),
    ],
)
def test_join_a_departure_from_a_country_that_names_nobody_is_the_only_one_there_of_its_date(
    change: dict[str, Any], others: list[tuple[tuple[Participation, ...], str]], count: int
) -> None:
    named = [(COALITION_LEAVES, "2020-03-10"), *others]
    mentions = [
        build_mention(n, base=None, participations=parts, date=day(text)) for n, (parts, text) in enumerate(named)
    ]
    unnamed = replace(build_mention(9, base=None), **change)
    assert len(join(unnamed, *mentions)) == len(join(*mentions, unnamed)) == count


def test_join_a_plan_for_a_country_that_names_nobody_is_not_what_was_done_long_ago() -> None:
    done = build_mention(0, base=None, participations=COALITION_LEAVES, date=day("2019-12-01"))
    plan = build_mention(1, base=None, status=Status.PLANNED)
    assert [report.status for report in join(done, plan)] == [Status.OCCURRED, Status.PLANNED]


REPEATED_FIGURES = (Figure("personnel", 300, Qualifier.EXACT),)


def build_repeated(**changes: Any) -> EventMention:
    """A mention that is probably no event of its own, with all that it could add to one."""
    values: dict[str, Any] = {
        "kind": "handover",
        "confidence": 0.2,
        "participations": [Participation(COALITION, Role.LEAVING)],
        "figures": REPEATED_FIGURES,
        "speaker": "he",
        "is_extracted": False,
    }
    return build_mention(1, **(values | changes))


def test_join_a_repeated_mention_adds_date_actors_and_figures_and_nothing_else() -> None:
    evidence = [Evidence(0, 4, ("type", "figures")), Evidence(4, 5, ("base",))]
    repeated = build_repeated(date=day("2020-03-29"), evidence=evidence)
    [report] = join(build_mention(0, evidence=[Evidence(0, 3, ("type", "base"))]), repeated)
    assert (report.type, report.confidence, report.attributed_to) == ("withdrawal", 0.9, None)
    assert (report.date, report.figures) == (day("2020-03-29"), REPEATED_FIGURES)
    assert report.participations == (Participation(COALITION, Role.LEAVING),)
    assert {(quote.start, quote.end, quote.supports) for quote in report.quotes} == {
        (0, 3, ("type", "base")),
        (0, 4, ("figures",)),
    }


@pytest.mark.parametrize(
    "given",
    [
        (),
        (build_mention(base=QAYYARAH),),
        (build_mention(family="attack", kind="attack"),),
        (build_mention(status=Status.PLANNED),),
        (build_mention(date=day("2020-03-28")),),
        # One of two days could be meant.
        (
            build_mention(date=day("2020-03-29"), family="attack", kind="attack"),
            build_mention(date=day("2020-03-20"), family="attack", kind="attack"),
        ),
    ],
)
def test_join_a_repeated_mention_of_no_event_or_of_one_of_two_is_dropped(given: tuple[EventMention, ...]) -> None:
    family = given[0].family if len(given) > 1 else "departure"
    date = None if len(given) > 1 else day("2020-03-29")
    reports = join(*given, build_repeated(date=date, family=family))
    assert len(reports) == len(given)
    assert all(not report.figures for report in reports)


COUNTED = (Figure("personnel", 1960),)


@pytest.mark.parametrize(
    ("given", "figures"),
    [
        pytest.param([build_mention()], COUNTED, id="told just before"),
        pytest.param([build_mention(status=Status.PLANNED)], COUNTED, id="its status means nothing"),
        pytest.param([build_mention(figures=REPEATED_FIGURES)], REPEATED_FIGURES, id="counted already"),
        pytest.param([build_mention(status=Status.DENIED)], (), id="denied"),
        pytest.param([build_mention(base=QAYYARAH)], (), id="elsewhere"),
        pytest.param([build_mention(family="attack", kind="attack")], (), id="of another kind"),
        pytest.param([build_mention(3), build_mention(5, base=QAYYARAH)], (), id="told after it"),
    ],
)
def test_join_an_added_number_is_of_the_event_there_that_was_told_before(
    given: list[EventMention], figures: tuple[Figure, ...]
) -> None:
    evidence = [Evidence(2, 4, ("type", "status", "figures"))]
    added = build_mention(2, figures=COUNTED, evidence=evidence, is_extracted=False, is_added=True, confidence=0.01)
    report = join(*given, added)[0]
    assert report.figures == figures
    assert (report.status, report.confidence) == (given[0].status, given[0].confidence)
    assert [quote.supports for quote in report.quotes if quote.start == 2] == (
        [("figures",)] if figures == COUNTED else []
    )


def test_join_an_added_number_far_from_the_event_or_of_one_of_two_is_dropped() -> None:
    added = build_mention(4, figures=COUNTED, is_extracted=False, is_added=True)
    assert join(build_mention(), added)[0].figures == ()
    attacks = [build_mention(3, family="attack", kind="attack", date=day(f"2020-03-{n}")) for n in (10, 20)]
    of_attack = replace(added, family="attack", type="attack")
    assert [report.figures for report in join(*attacks, of_attack)] == [(), ()]


@pytest.mark.parametrize(
    ("given", "date"),
    [
        # The surest of two, whichever mention of the event itself is surer.
        ([("2020-03-28", 0.4), ("2020-03-29", 0.5)], "2020-03-29"),
        # Two that agree against one that is surer than either.
        ([("2020-03-28", 0.4), ("2020-03-29", 0.5), ("2020-03-28", 0.4)], "2020-03-28"),
        # Of equals the first.
        ([("2020-03-28", 0.5), ("2020-03-29", 0.5)], "2020-03-28"),
    ],
)
def test_join_a_report_has_the_date_that_its_mentions_make_most_probable(
    given: list[tuple[str, float]], date: str
) -> None:
    found = join(*(build_mention(n, date=day(text), date_probability=sure) for n, (text, sure) in enumerate(given)))
    assert [report.date.edtf for report in found if report.date] == [date]
