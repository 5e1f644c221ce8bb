"""Reading what articles tell."""

import json
from pathlib import Path

import pytest

from service.domain.events.reports import Role, Status
from service.errors import DataFileError
from service.training.examples.gold import GoldArticles, GoldReport, read_gold

FAMILIES = {"handover": "departure", "attack": "attack", "airstrike": "airstrike"}
ROW = {
    "file": "one.txt",
    "tier": 1,
    "type": "handover",
    "status": "occurred",
    "base": "k1",
    "base_name": "K1",
    "country": "IQ",
    "date": "2020-03-29",
    "actors": {"leaving": ["united-states"]},
    "figures": {"personnel": 300, "personnel_qualifier": "about", "equipment_usd": 5},
    "attributed_to": None,
    "sentence": "They left K1.",
    "note": "Passed over.",
}


def read(folder: Path, **changes: object) -> GoldArticles:
    path = folder / "a.json"
    articles = [{"file": "one.txt", "published": "2020-03-30"}, {"file": "two.txt"}]
    path.write_text(json.dumps({"about": "", "articles": articles, "reports": [ROW | changes]}))
    return read_gold(path, FAMILIES)


def test_read_gold_gives_the_reports_of_each_article(tmp_path: Path) -> None:
    gold = read(tmp_path)
    expected = GoldReport(
        type="handover",
        family="departure",
        status=Status.OCCURRED,
        base="k1",
        base_name="K1",
        country="IQ",
        date="2020-03-29",
        roles=frozenset({("united-states", Role.LEAVING)}),
        figures=frozenset({("personnel", 300), ("equipment_value", 5)}),
        attributed_to=None,
        optional=False,
        sentence="They left K1.",
    )
    assert gold.reports == {"one.txt": (expected,), "two.txt": ()}
    assert gold.details["one.txt"]["published"] == "2020-03-30"


@pytest.mark.parametrize(
    ("changes", "family"),
    [
        ({"type": "airstrike"}, "attack"),
        ({"type": "airstrike", "base": None}, "airstrike"),
        ({"type": "attack", "base": None}, "attack"),
    ],
)
def test_read_gold_takes_an_airstrike_at_a_base_for_an_attack_on_it(
    tmp_path: Path, changes: dict[str, object], family: str
) -> None:
    assert read(tmp_path, **changes).reports["one.txt"][0].family == family


@pytest.mark.parametrize(
    "changes", [{"type": "parade"}, {"file": "three.txt"}, {"status": "perhaps"}, {"actors": {"cook": ["x"]}}]
)
def test_read_gold_that_cannot_be_right_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(DataFileError, match=r"a\.json"):
        read(tmp_path, **changes)


def test_read_gold_of_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"b\.json"):
        read_gold(tmp_path / "b.json", FAMILIES)
