"""A set is read whole or refused: gold that fits no article would be measured wrongly, and nobody would see it."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.domain.events.reports import Report, Role, Status
from service.errors import DataFileError
from service.training.examples.base_identity import BaseIndex
from service.training.examples.studies import KEPT_APART
from tests.builders import build_report
from tests.evaluation.gold import GoldReport, read_gold
from tests.evaluation.report import format_evaluation, format_score, format_totals, main
from tests.evaluation.scoring import Score, Tally, compare_reports
from tests.evaluation.sets import Evaluation, EvaluationSet, Evaluator, find_own_sets
from tests.evaluation.told import build_gold

TYPES = {"handover"}
ROW = {
    "file": "a.txt",
    "tier": 1,
    "type": "handover",
    "status": "occurred",
    "base": "k1",
    "date": "2020-03-29",
    "date_bare": None,
    "actors": {"leaving": ["united-states"]},
    "figures": {"personnel": 300, "personnel_qualifier": "about", "equipment_usd": 5},
    "sentence": "The troops handed over K1 Air Base.",
    "note": "passed over",
}
TEXT = "US troops handed over K1 Air Base to the Iraqi army on Sunday.\n"


def write_set(folder: Path, rows: list[dict[str, Any]], files: tuple[str, ...] = ("a.txt",)) -> EvaluationSet:
    """A set of articles that all have the same text and were published on 30 March 2020."""
    articles = folder / "articles"
    articles.mkdir()
    for file in files:
        (articles / file).write_text(TEXT)
    listed = [{"file": "a.txt", "published": "2020-03-30", "source": None}]
    gold = folder / "gold.json"
    gold.write_text(json.dumps({"articles": listed, "reports": rows}))
    return EvaluationSet(str(folder), articles, gold, manifest=gold)


def test_read_gold_gives_roles_and_measured_figures(tmp_path: Path) -> None:
    (row,) = read_gold(write_set(tmp_path, [ROW]).gold, TYPES).reports
    assert (row.status, row.base, row.date, row.optional) == (Status.OCCURRED, "k1", "2020-03-29", False)
    assert row.roles == {("united-states", Role.LEAVING)}
    assert row.figures == {("personnel", 300), ("equipment_value", 5)}


def test_read_gold_bare_takes_the_date_of_the_text_alone(tmp_path: Path) -> None:
    (row,) = read_gold(write_set(tmp_path, [ROW]).gold, TYPES, bare=True).reports
    assert row.date is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": "retreat"}, "retreat is no event type"),
        ({"status": "done"}, "status"),
        ({"tier": 3}, "tier"),
        ({"actors": {"winner": []}}, "winner"),
        ({"figures": {"personnel": "many"}}, "many"),
    ],
)
def test_read_gold_of_what_cannot_be_is_refused(tmp_path: Path, change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(DataFileError, match=rf"gold\.json: (?s:.)*{complaint}"):
        read_gold(write_set(tmp_path, [{**ROW, **change}]).gold, TYPES)


def test_read_gold_bare_without_its_date_is_refused(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key != "date_bare"}
    with pytest.raises(DataFileError, match=r"a\.txt has no date_bare"):
        read_gold(write_set(tmp_path, [row]).gold, TYPES, bare=True)


def test_read_gold_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="No such file"):
        read_gold(tmp_path / "gold.json", TYPES)


@pytest.mark.parametrize(
    ("rows", "files", "complaint"),
    [
        ([{**ROW, "file": "b.txt"}], ("a.txt",), r"has no article called b\.txt"),
        ([], ("b.txt",), r"has no article called a\.txt"),
        ([], ("a.txt", "b.txt"), r"does not list b\.txt"),
    ],
)
def test_evaluate_where_gold_and_articles_differ_is_refused(
    evaluator: Evaluator, tmp_path: Path, rows: list[dict[str, Any]], files: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(DataFileError, match=complaint):
        evaluator.evaluate(write_set(tmp_path, rows, files))


def test_evaluate_without_the_folder_is_refused(evaluator: Evaluator, tmp_path: Path) -> None:
    chosen = write_set(tmp_path, [])
    (chosen.articles / "a.txt").unlink()
    chosen.articles.rmdir()
    with pytest.raises(DataFileError, match="does not exist"):
        evaluator.evaluate(chosen)


def test_evaluate_a_set_dates_by_what_its_gold_says_of_the_article(evaluator: Evaluator, tmp_path: Path) -> None:
    score = evaluator.evaluate(write_set(tmp_path, [ROW])).compute_score()
    assert (score.true, score.false, score.missed, score.dates_right) == (1, 0, 0, 1)


def test_format_evaluation_tells_false_missed_and_different_with_sentences(
    evaluator: Evaluator, tmp_path: Path
) -> None:
    missed = {**ROW, "base": "taji", "sentence": "They left\nTaji too."}
    lines = list(format_evaluation(evaluator.evaluate(write_set(tmp_path, [missed]))))
    assert lines[0] == "== a.txt"
    assert "  FALSE   handover occurred k1 2020-03-29" in lines
    assert f"          {TEXT.strip()}" in lines
    assert lines[-2:] == ["  MISSED  handover occurred taji 2020-03-29", "          They left Taji too."]


def test_format_evaluation_of_a_true_report_tells_what_differs(evaluator: Evaluator, tmp_path: Path) -> None:
    lines = list(format_evaluation(evaluator.evaluate(write_set(tmp_path, [{**ROW, "date": "2020-03-01"}]))))
    assert lines[:2] == ["== a.txt", "  differs handover occurred k1 2020-03-01: date 2020-03-29, told 2020-03-01"]
    assert "  differs handover occurred k1 2020-03-01: figures none, told equipment_value 5, personnel 300" in lines


def test_format_evaluation_of_a_silent_article_tells_nothing_missed(evaluator: Evaluator, tmp_path: Path) -> None:
    lines = list(format_evaluation(evaluator.evaluate(write_set(tmp_path, []))))
    assert [line.split()[0] for line in lines[:2]] == ["==", "FALSE"]


def test_format_score_is_one_line() -> None:
    score = Score(3, 1, 2, 2, 3, 1, Tally(4, 5, 6), Tally(1, 1, 2), 9, 1, Tally(2, 2, 3))
    assert format_score("a", score) == (
        "a              P 0.750 R 0.600 F1 0.667 bases 0.800 | true 3 false 1 missed 2 | dates 2/3 invented 1"
        " | roles 4/6 (5 given) | figures 1/2 (1 given) | false in 9 silent articles: 1"
    )


@pytest.mark.parametrize("name", sorted(KEPT_APART))
def test_sets_that_are_kept_apart_are_there(name: str) -> None:
    assert name in {item.name for item in find_own_sets()}


def build_evaluation(name: str, told: list[GoldReport], found: list[Report]) -> Evaluation:
    return Evaluation(name, (("a.txt", compare_reports(told, found, BaseIndex([]))),))


def test_format_totals_adds_up_all_sets_and_those_kept_apart() -> None:
    right = build_evaluation("a", [build_gold()], [build_report()])
    wrong = build_evaluation(min(KEPT_APART), [], [build_report()])
    lines = list(format_totals([right, wrong]))
    assert [line.partition(" |")[0] for line in lines[:2]] == [
        "all            P 0.500 R 1.000 F1 0.667 bases 0.667",
        "kept apart     P 0.000 R 1.000 F1 0.000 bases 0.000",
    ]
    assert [line for line in lines if line.startswith("[0.7")] == [
        "[0.7, 0.8)           2      1  0.500",
        "[0.7, 0.8)           1      0  0.000",
    ]


def test_format_totals_without_a_set_kept_apart_has_none() -> None:
    lines = list(format_totals([build_evaluation("a", [build_gold()], [build_report()])]))
    assert not any(line.startswith("kept apart") for line in lines)


def test_report_of_an_unknown_set_names_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--set", "z"])
    assert "digests" in capsys.readouterr().err
