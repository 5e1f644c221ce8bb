"""Options are weighed by the codebook, and a sentence's choice leaves nothing told twice."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
import spacy

from service.codebook.model import ArgumentKind, ArgumentRole, LinkWeights, Trigger
from service.domain.reports import Status
from service.extraction.arguments import Argument
from service.extraction.linking import Linker, Weighed
from service.extraction.options import Option, Place, Source
from service.extraction.scenes import Reading, Where
from service.extraction.status import Verdict
from service.extraction.triggers import Telling
from tests.unit.extraction.naming import K1, QAYYARAH

DOC = spacy.blank("en")("US troops left K1 and handed over Qayyarah")
LEFT, HANDED = 2, 5
WEIGHTS = LinkWeights(
    threshold=0.5,
    bias=-1.0,
    tables={"all": {"near": 1.0, "far": -2.0}, "departure": {"near": 1.5}, "name": {"near": -4.0}},
)


def build_option(
    source: Source = Source.FRAME, number: int = LEFT, base: object = K1, *, unnamed: bool = False, enough: bool = True
) -> Option:
    token = DOC[number]
    telling = Telling(Trigger(word="leave", type="withdrawal", frame="depart"), token, {})
    argument = Argument("object", ArgumentRole.PLACE, ArgumentKind.BASE, token, None)
    where = Where(None if unnamed else base, None, argument, unnamed=unnamed)  # type: ignore[arg-type] # A base or none.
    verdict = Verdict(Status.OCCURRED, "told as a fact")
    return Option(Reading(telling, ()), Place(where, source), "withdrawal", (), verdict, None, enough)


def build_weighed(option: Option, probability: float, family: str = "departure") -> Weighed:
    return Weighed(option, frozenset(), family, probability)


def choose(*weighed: Weighed) -> list[tuple[str, str, str]]:
    chosen = Linker(WEIGHTS).choose(weighed)
    return [(item.option.reading.telling.token.text, item.option.key, item.family) for item in chosen]


@pytest.mark.parametrize(
    ("source", "family", "features", "odds"),
    [
        (Source.FRAME, "departure", [], -1.0),
        (Source.FRAME, "departure", ["near"], 1.5),
        (Source.FRAME, "attack", ["near"], 0.0),
        (Source.FRAME, "departure", ["near", "far", "never seen"], -0.5),
        (Source.NAME, "departure", ["near"], -2.5),
        (Source.PLACE, "attack", ["near"], -4.0),
    ],
)
def test_weigh_sums_the_weights_of_the_groups_of_an_option(
    source: Source, family: str, features: Sequence[str], odds: float
) -> None:
    weighed = Linker(WEIGHTS).weigh(build_option(source), frozenset(features), family)
    assert math.isclose(weighed.probability, 1 / (1 + math.exp(-odds)))
    assert Linker(WEIGHTS).accepts(weighed) is (odds >= 0)


def test_weigh_gives_the_same_in_whatever_order_the_weights_are_summed() -> None:
    weights = {"all": {"much": 1e16, "little": 1.0, "as much less": -1e16}}
    linker = Linker(LinkWeights(threshold=0.5, bias=0.0, tables=weights))
    weighed = linker.weigh(build_option(), frozenset(weights["all"]), "departure")
    assert weighed.probability == 1 / (1 + math.exp(-1.0))


@pytest.mark.parametrize("enough", [True, False])
def test_weigh_a_base_not_named_yet_is_left_to_the_sentences_after_it(enough: bool) -> None:
    linker = Linker(WEIGHTS)
    weighed = linker.weigh(build_option(unnamed=True, enough=enough), frozenset({"far"}), "departure")
    assert linker.accepts(weighed) is enough
    assert weighed.features == frozenset()


def test_choose_takes_what_is_likely_enough_in_the_order_of_the_triggers() -> None:
    chosen = choose(
        build_weighed(build_option(number=HANDED, base=QAYYARAH), 0.9),
        build_weighed(build_option(), 0.6),
        build_weighed(build_option(base=QAYYARAH), 0.4),
    )
    assert chosen == [("left", "k1", "departure"), ("handed", "qayyarah", "departure")]


def test_choose_of_two_readings_of_a_word_takes_the_likelier() -> None:
    likelier = replace(build_option(), type="closure")
    [chosen] = Linker(WEIGHTS).choose([build_weighed(build_option(), 0.6), build_weighed(likelier, 0.7)])
    assert chosen.option.type == "closure"


@pytest.mark.parametrize(
    ("other", "probability", "taken"),
    [
        (build_option(Source.TOPIC, HANDED, QAYYARAH), 0.99, False),
        (build_option(Source.REFERENCE, HANDED, QAYYARAH), 0.99, False),
        (build_option(Source.TOPIC, HANDED, K1), 0.6, True),
        (build_option(Source.BASE, LEFT, QAYYARAH), 0.7, False),
        (build_option(Source.BASE, LEFT, QAYYARAH), 0.8, True),
        (build_option(Source.BASE, HANDED, QAYYARAH), 0.6, True),
        (build_option(Source.FRAME, LEFT, QAYYARAH), 0.6, True),
    ],
)
def test_choose_beside_what_the_sentence_names_takes_others_only_where_sure(
    other: Option, probability: float, taken: bool
) -> None:
    chosen = choose(build_weighed(build_option(), 0.9), build_weighed(other, probability))
    assert (len(chosen) > 1) is taken


@pytest.mark.parametrize(
    ("number", "probability", "taken"), [(LEFT, 0.89, False), (HANDED, 0.6, False), (HANDED, 0.8, True)]
)
def test_choose_another_kind_of_event_at_the_same_base_only_where_sure(
    number: int, probability: float, taken: bool
) -> None:
    other = build_weighed(build_option(number=number), probability, "attack")
    assert (len(choose(build_weighed(build_option(), 0.9), other)) > 1) is taken
