import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Report, Role, Status
from service.domain.names.places import Base
from service.training.examples.base_identity import BaseIndex
from tests.builders import build_actor, build_base, build_day, build_month, build_participation, build_report
from tests.evaluation.gold import GoldReport
from tests.evaluation.scoring import Score, Tally, compare_reports, score_comparison
from tests.evaluation.told import build_gold

TAJI = build_base("taji", "Camp Taji", ())
K1 = build_base()
INDEX = BaseIndex([K1, TAJI])
NONE = Tally()


def score(gold: Sequence[GoldReport], reports: Sequence[Report]) -> Score:
    return score_comparison(compare_reports(gold, reports, INDEX))


def count_reports(gold: GoldReport, report: Report) -> tuple[int, int, int]:
    counted = score([gold], [report])
    return counted.true, counted.false, counted.missed


@pytest.mark.parametrize(
    ("gold", "report", "is_true"),
    [
        (build_gold(), build_report(), True),
        (build_gold("withdrawal"), build_report("handover"), True),
        (build_gold("closure"), build_report("withdrawal"), True),
        (build_gold("deployment"), build_report("handover"), False),
        (build_gold("attack"), build_report("airstrike"), True),
        (build_gold("airstrike"), build_report("attack"), True),
        (build_gold("attack", base=None), build_report("airstrike", base=None), False),
        (build_gold("airstrike", base=None), build_report("airstrike", base=None), True),
        (build_gold("vote", base=None), build_report("vote", base=None), True),
        (build_gold("vote", base=None), build_report("exercise", base=None), False),
        (build_gold(status=Status.PLANNED), build_report(), False),
        (build_gold(status=Status.DENIED), build_report(status=Status.DENIED), True),
        (build_gold(base="K-1"), build_report(), True),
        (build_gold(base="the-base", base_name="K-1"), build_report(), True),
        (build_gold(base="taji"), build_report(), False),
        (build_gold(base=None), build_report(), False),
        (build_gold(), build_report(base=None), False),
    ],
)
def test_score_of_a_report_is_true_by_base_status_and_family(gold: GoldReport, report: Report, is_true: bool) -> None:
    assert count_reports(gold, report) == ((1, 0, 0) if is_true else (0, 1, 1))


@pytest.mark.parametrize(
    ("told", "found", "counts"),
    [
        ("2020-03-29", build_day(), (1, 1, 0)),
        ("2020-03", build_month(), (1, 1, 0)),
        ("2020-03-29", build_day(dt.date(2020, 3, 28)), (0, 1, 0)),
        ("2020-03-29", build_month(), (0, 1, 0)),
        ("2020-03-29", None, (0, 1, 0)),
        (None, build_day(), (0, 0, 1)),
        (None, None, (0, 0, 0)),
    ],
)
def test_score_of_dates_counts_right_expected_and_invented(
    told: str | None, found: EventDate | None, counts: tuple[int, int, int]
) -> None:
    counted = score([build_gold(date=told)], [build_report(date=found)])
    assert (counted.dates_right, counted.dates_expected, counted.dates_invented) == counts


@pytest.mark.parametrize(
    ("told", "found", "tally"),
    [
        ([("us-led-coalition", Role.LEAVING)], ["us-led-coalition"], Tally(1, 1, 1)),
        ([("us-led-coalition", Role.RECEIVING)], ["us-led-coalition"], Tally(0, 1, 1)),
        ([("iraq", Role.LEAVING)], ["us-led-coalition"], Tally(0, 1, 1)),
        ([("iraq", Role.LEAVING), ("us-led-coalition", Role.LEAVING)], ["us-led-coalition"], Tally(1, 1, 2)),
        ([("us-led-coalition", Role.LEAVING)], ["us-led-coalition", "iraq"], Tally(1, 2, 1)),
        ([], ["iraq"], Tally(0, 1, 0)),
        ([("iraq", Role.LEAVING)], [], Tally(0, 0, 1)),
    ],
)
def test_score_of_roles_counts_actor_and_role_together(
    told: list[tuple[str, Role]], found: list[str], tally: Tally
) -> None:
    participations = [build_participation(build_actor(slug)) for slug in found]
    assert score([build_gold(roles=told)], [build_report(participations=participations)]).roles == tally


@pytest.mark.parametrize(
    ("told", "found", "tally"),
    [
        ([("personnel", 300)], [Figure("personnel", 300)], Tally(1, 1, 1)),
        ([("personnel", 300)], [Figure("personnel", 200)], Tally(0, 1, 1)),
        ([("personnel", 300)], [], Tally(0, 0, 1)),
        ([("equipment_value", 300)], [Figure("personnel", 300)], Tally(0, 1, 1)),
        ([], [Figure("equipment_value", 9, unit="USD")], Tally(0, 1, 0)),
        ([], [Figure("vehicles", 9)], Tally(0, 0, 0)),
    ],
)
def test_score_of_figures_counts_kind_and_value_together(
    told: list[tuple[str, int]], found: list[Figure], tally: Tally
) -> None:
    assert score([build_gold(figures=told)], [build_report(figures=found)]).figures == tally


@pytest.mark.parametrize(
    ("told", "found", "bases"),
    [
        ([build_gold()], [build_report()], Tally(1, 1, 1)),
        ([build_gold()], [], Tally(0, 0, 1)),
        ([build_gold(base="taji")], [build_report()], Tally(0, 1, 1)),
        ([build_gold("vote", base=None)], [build_report("vote", base=None)], NONE),
        ([build_gold("vote", base=None)], [build_report("exercise", base=None)], NONE),
        ([build_gold("airstrike", base=None)], [build_report("airstrike")], Tally(0, 1, 0)),
        ([build_gold("airstrike")], [build_report("airstrike", base=None)], Tally(0, 0, 1)),
        ([build_gold(), build_gold("vote", base=None)], [build_report()], Tally(1, 1, 1)),
        ([build_gold(optional=True)], [build_report()], NONE),
    ],
)
def test_score_of_bases_leaves_out_what_has_none(told: list[GoldReport], found: list[Report], bases: Tally) -> None:
    assert score(told, found).bases == bases


def test_score_of_fields_counts_true_reports_only() -> None:
    counted = score([build_gold(base="taji", date="2020-03-29")], [build_report(date=build_day())])
    assert counted == Score(false=1, missed=1, bases=Tally(0, 1, 1))


@pytest.mark.parametrize(
    ("gold", "reports", "counted"),
    [
        ([build_gold(optional=True)], [build_report()], Score()),
        ([build_gold(optional=True)], [], Score()),
        ([build_gold("deployment", base=None)], [], Score(silent=1)),
        ([], [build_report()], Score(false=1, silent=1, false_in_silent=1, bases=Tally(0, 1, 0))),
        ([], [], Score(silent=1)),
    ],
)
def test_score_of_what_is_not_looked_for_is_no_miss(
    gold: list[GoldReport], reports: list[Report], counted: Score
) -> None:
    assert score(gold, reports) == counted


def test_compare_reports_with_one_for_two_takes_what_must_be_found() -> None:
    comparison = compare_reports([build_gold(optional=True), build_gold()], [build_report()], INDEX)
    assert (len(comparison.matches), comparison.false, comparison.missed) == (1, (), ())


def test_compare_reports_with_two_for_one_calls_the_farther_one_false() -> None:
    near, far = build_report(date=build_day()), build_report()
    comparison = compare_reports([build_gold(date="2020-03-29")], [far, near], INDEX)
    assert [match.report for match in comparison.matches] == [near]
    assert comparison.false == (far,)


def test_compare_reports_prefers_the_same_base_to_one_that_contains_it() -> None:
    gold = [build_gold(base="old-kossei"), build_gold(base="kossei")]
    reports = [build_report(base=build_base("camp-kossei", "Camp Kossei", ()))]
    comparison = compare_reports(gold, reports, INDEX)
    assert [match.gold.base for match in comparison.matches] == ["kossei"]


def test_compare_reports_that_are_equally_close_does_not_depend_on_their_order() -> None:
    old_taji = build_base("old-taji", "Old Taji", ())
    gold = [build_gold(base="taji", date="2020-03-29"), build_gold(base=old_taji.slug, date="2020-03")]
    reports = [build_report(base=TAJI), build_report(base=TAJI, date=build_month())]
    assert score(gold, reports) == score(gold, reports[::-1])


def build_right(base: Base) -> tuple[GoldReport, Report]:
    return build_gold(base=base.slug, date="2020-03-29"), build_report(base=base, date=build_day())


RIGHT = [build_right(K1), build_right(TAJI)]
GOLD, FOUND = [gold for gold, _ in RIGHT], [report for _, report in RIGHT]


def test_measures_of_what_is_told_are_all_1() -> None:
    assert set(score(GOLD, FOUND).compute_measures().values()) == {Fraction(1)}


@pytest.mark.parametrize(
    ("found", "lowered"),
    [
        ([*FOUND, build_report("vote", base=None)], {"precision", "f1"}),
        ([FOUND[0], FOUND[0], FOUND[1]], {"precision", "f1"}),
        (FOUND[:1], {"recall", "f1"}),
        ([FOUND[0], build_report("attack", base=TAJI)], {"precision", "recall", "f1"}),
        ([FOUND[0], build_report(base=TAJI)], {"dates"}),
        ([FOUND[0], build_report(base=TAJI, date=build_day(), participations=())], {"roles"}),
        ([FOUND[0], build_report(base=TAJI, date=build_day(), figures=())], {"figures"}),
    ],
)
def test_measures_of_something_wrong_are_lower(found: list[Report], lowered: set[str]) -> None:
    measures = score(GOLD, found).compute_measures()
    assert {name for name, value in measures.items() if value < 1} == lowered


def test_measures_with_an_invented_date_are_lower() -> None:
    gold = [GOLD[0], build_gold(base="taji")]
    assert score(gold, FOUND).compute_measures()["dates"] == Fraction(1, 2)


def test_measures_with_values_too_many_are_lower() -> None:
    everyone = [build_participation(), build_participation(build_actor("iraq"))]
    found = build_report(participations=everyone, figures=[Figure("personnel", 300), Figure("personnel", 5)])
    measures = score([build_gold()], [found]).compute_measures()
    assert (measures["roles"], measures["figures"]) == (Fraction(2, 3), Fraction(2, 3))


TYPES = st.sampled_from(("handover", "withdrawal", "attack", "airstrike", "vote"))
BASES = st.sampled_from((None, K1, TAJI, build_base("old-taji", "Old Taji", ())))
DATES = st.sampled_from((None, build_day(), build_month()))
REPORTS = st.lists(st.builds(lambda kind, base, date: build_report(kind, base=base, date=date), TYPES, BASES, DATES))
GOLDS = st.lists(
    st.builds(
        lambda kind, base, date, optional: build_gold(
            kind, base=base.slug if base else None, date=date.edtf if date else None, optional=optional
        ),
        TYPES,
        BASES,
        DATES,
        st.booleans(),
    )
)


@given(GOLDS, REPORTS)
def test_score_of_any_article_accounts_for_every_report_once(gold: list[GoldReport], reports: list[Report]) -> None:
    comparison = compare_reports(gold, reports, INDEX)
    required = sum(not row.optional for row in gold)
    taken_by_optional = len(reports) - len(comparison.matches) - len(comparison.false)
    assert len(comparison.matches) + len(comparison.missed) == required
    assert 0 <= taken_by_optional <= len(gold) - required
    assert all(0 <= value <= 1 for value in score_comparison(comparison).compute_measures().values())


@given(GOLDS, REPORTS, st.randoms(use_true_random=False))
def test_score_of_any_article_does_not_depend_on_order_of_reports(
    gold: list[GoldReport], reports: list[Report], random: Random
) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)
    assert score(gold, shuffled) == score(gold, reports)


def test_scores_add_up_field_by_field() -> None:
    one = Score(1, 2, 3, 4, 5, 6, Tally(1, 2, 3), Tally(4, 5, 6), 7, 8, Tally(7, 8, 9))
    assert one + one == Score(2, 4, 6, 8, 10, 12, Tally(2, 4, 6), Tally(8, 10, 12), 14, 16, Tally(14, 16, 18))
    assert one + Score() == one
