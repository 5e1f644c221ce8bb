"""Which places a telling may mean, and what is said of each before it is weighed."""

import re

import pytest

from service.extraction import Extractor
from service.extraction.linking import Weighed
from service.extraction.options import Source
from tests.builders import build_article


def weigh(extractor: Extractor, text: str) -> list[Weighed]:
    return [weighed for _, weighed in extractor.weigh(build_article(text))]


def list_sources(extractor: Extractor, text: str, word: str) -> set[tuple[str, Source]]:
    weighed = weigh(extractor, text)
    return {(w.option.key, w.option.place.source) for w in weighed if w.option.reading.telling.token.text == word}


@pytest.mark.parametrize(
    ("text", "word", "places"),
    [
        ("US troops left K1 Air Base.", "left", {("k1", Source.FRAME)}),
        (
            "US troops left K1 Air Base, not far from Qayyarah Air Base.",
            "left",
            {("k1", Source.FRAME), ("qayyarah", Source.BASE)},
        ),
        ("US troops at Zarnab left.", "left", {("zarnab", Source.NAME)}),
        ("US troops in Mosul left.", "left", {("mosul", Source.PLACE)}),
        ("K1 Air Base was full. US troops left it.", "left", {("k1", Source.FRAME)}),
        ("K1 Air Base was full. US troops left on Sunday.", "left", {("k1", Source.TOPIC)}),
        ("US troops left some bases; they came to Qayyarah Air Base.", "left", set()),
        ("US troops went from K1 Air Base to Qayyarah Air Base.", "went", {("k1", Source.BASE)}),
    ],
)
def test_weigh_considers_every_place_that_a_telling_may_mean(
    extractor: Extractor, text: str, word: str, places: set[tuple[str, Source]]
) -> None:
    assert places <= list_sources(extractor, text, word)
    if not places:
        assert not any(source is not Source.FRAME for _, source in list_sources(extractor, text, word))


def test_weigh_the_other_end_of_a_move_is_an_arrival(extractor: Extractor) -> None:
    weighed = weigh(extractor, "US troops withdrew from K1 Air Base to Qayyarah Air Base.")
    found = {(w.option.key, w.option.type, w.family) for w in weighed if w.option.place.source is Source.JOURNEY}
    assert found == {("qayyarah", "deployment", "arrival")}


@pytest.mark.parametrize("text", ["Did US troops leave K1 Air Base?", "Families left K1 Air Base."])
def test_weigh_what_cannot_be_an_event_considers_nothing(extractor: Extractor, text: str) -> None:
    assert weigh(extractor, text) == []


def test_weigh_forces_never_leave_their_own_country(extractor: Extractor) -> None:
    keys = {w.option.key for w in weigh(extractor, "French troops left France on Sunday; French soldiers left Iraq.")}
    assert "~FR" not in keys
    assert "~IQ" in keys


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("US troops left K1 Air Base on Sunday.", {"source=frame", "frame=depart", "dated", "listed", "only base"}),
        ("US troops left K1 Air Base.", {"has=leaving", "subject=known", "object=known", "names forces of"}),
        ("They left K1 Air Base.", {"says they", "side=after", "gap=1"}),
        ("US troops will leave K1 Air Base.", {"status=planned", "enough=True", "obstacle=none"}),
    ],
)
def test_weigh_describes_the_telling_its_place_and_the_way_between(
    extractor: Extractor, text: str, features: set[str]
) -> None:
    [weighed] = [w for w in weigh(extractor, text) if "frame=depart" in w.features]
    assert features <= weighed.features


def test_weigh_describes_texts_alike_whatever_their_names(extractor: Extractor) -> None:
    def describe(force: str, base: str) -> list[frozenset[str]]:
        return [w.features for w in weigh(extractor, f"{force} troops left {base} Air Base on Sunday.")]

    assert describe("US", "K1") == describe("French", "Incirlik")
    words = [feature for features in describe("French", "Incirlik") for feature in features]
    assert not any(re.search("incirlik|french|france", word, re.IGNORECASE) for word in words)


def test_weigh_gives_probabilities_that_are_the_confidence_of_findings(extractor: Extractor) -> None:
    article = build_article("US troops left K1 Air Base on Sunday.")
    [report] = extractor.extract(article).reports
    assert report.confidence == round(max(w.probability for _, w in extractor.weigh(article)), 2)
