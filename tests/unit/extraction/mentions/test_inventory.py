"""The short names that an article calls its bases by."""

import datetime as dt

import pytest

from service.codebook import Codebook
from service.domain.names.gazetteer import CoalitionArea
from service.domain.names.places import Actor, Base
from service.extraction.mentions.inventory import Coalitions, Inventory, take_inventory
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.spotting import Spotter
from service.extraction.text.layout import Part
from tests.unit.extraction.builders import build_mention, build_sentence
from tests.unit.extraction.mentions.naming import COALITION, GAZETTEER, INCIRLIK, QAYYARAH


@pytest.fixture(scope="module")
def spotter(codebook: Codebook) -> Spotter:
    return Spotter(GAZETTEER, codebook)


def take(spotter: Spotter, *texts: str, headline: str | None = None) -> Inventory:
    lines = [(Part.HEADLINE, headline)] if headline else []
    sentences = [
        build_sentence(text, number, part)
        for number, (part, text) in enumerate([*lines, *((Part.BODY, text) for text in texts)])
    ]
    return take_inventory(spotter.base_names, [(sentence, spotter.spot(sentence.text)) for sentence in sentences])


def resolve(spotter: Spotter, inventory: Inventory, text: str) -> list[tuple[Kind, str | None]]:
    found = (inventory.resolve(text, mention) for mention in spotter.spot(text))
    return [(mention.kind, mention.base.slug if mention.base else None) for mention in found]


@pytest.mark.parametrize(
    ("texts", "written", "slug"),
    [
        (["They left Camp Holland."], "Holland", "camp-holland"),
        (["They left Zarnab Air Base."], "Zarnab", "zarnab"),
        (["Qayyarah Air Base was hit."], "Qayyarah", "qayyarah"),
        # Set beside a base noun, before or after it.
        (["Zarnab is a military base."], "Zarnab", "zarnab"),
        (["Troops left Zarnab, once a big base."], "Zarnab", "zarnab"),
        (["Troops left the base, Zarnab."], "Zarnab", "zarnab"),
        (["Troops left the outpost known as Zarnab."], "Zarnab", "zarnab"),
        (["Incirlik, a military base, was hit."], "Incirlik", "incirlik"),
    ],
)
def test_take_inventory_has_the_short_name_of_a_base(
    spotter: Spotter, texts: list[str], written: str, slug: str
) -> None:
    inventory = take(spotter, *texts)
    assert inventory.military
    assert (Kind.BASE, slug) in resolve(spotter, inventory, f"They were in {written} again.")


@pytest.mark.parametrize(
    "texts",
    [
        ["They left Zarnab."],
        ["Zarnab lies near a military base."],
        ["Zarnab is, as everybody there knows, a military base."],
        ["Zarnab is beside two military bases."],
    ],
)
def test_take_inventory_of_a_name_that_is_set_beside_no_base_has_none(spotter: Spotter, texts: list[str]) -> None:
    assert take(spotter, *texts).bases == {}


def test_take_inventory_of_a_base_named_for_its_country_leaves_the_country_alone(spotter: Spotter) -> None:
    inventory = take(spotter, "They left Camp Iraq.")
    assert all(kind is not Kind.BASE for kind, _ in resolve(spotter, inventory, "They left Iraq."))


def test_take_inventory_of_two_bases_of_one_short_name_keeps_the_first(spotter: Spotter) -> None:
    inventory = take(spotter, "They left Camp Holland.", "They left Fort Holland.")
    assert resolve(spotter, inventory, "It was in Holland.")[-1] == (Kind.BASE, "camp-holland")


@pytest.mark.parametrize(
    ("headline", "text", "kind"),
    [
        ("Rockets hit Incirlik", "The base was shut.", Kind.BASE),
        ("Rockets hit a town", "The base was shut.", Kind.BARE_BASE),
        ("Rockets hit Incirlik", "The town was empty.", Kind.BARE_BASE),
    ],
)
def test_take_inventory_of_an_article_of_bases_has_what_its_headline_names(
    spotter: Spotter, headline: str, text: str, kind: Kind
) -> None:
    inventory = take(spotter, text, headline=headline)
    assert resolve(spotter, inventory, "They were in Incirlik.") == [(kind, "incirlik")]


@pytest.mark.parametrize(
    ("texts", "actors"),
    [
        (["The US-led coalition left."], (COALITION,)),
        (["The US left."], ()),
        ([], ()),
    ],
)
def test_resolve_the_coalition_is_the_one_that_the_article_names(
    spotter: Spotter, texts: list[str], actors: tuple[Actor, ...]
) -> None:
    weak = Mention(0, 13, Kind.FORCE, actors=(QUARTET,), weak=True)
    assert take(spotter, *texts).resolve("The coalition left.", weak).actors == actors


@pytest.mark.parametrize(
    ("country", "published", "expected"),
    [
        ("IQ", dt.date(2003, 1, 1), COALITION),
        ("IQ", None, COALITION),
        ("IQ", dt.date(2002, 12, 31), None),
        ("TR", dt.date(2020, 1, 1), None),
        (None, dt.date(2020, 1, 1), None),
        # Two act there.
        ("YE", dt.date(2020, 1, 1), None),
    ],
)
def test_find_coalition_gives_the_only_one_that_acts_there_then(
    country: str | None, published: dt.date | None, expected: Actor | None
) -> None:
    areas = [
        CoalitionArea("IQ", 2003, COALITION),
        CoalitionArea("YE", 2015, COALITION),
        CoalitionArea("YE", 2015, QUARTET),
    ]
    assert Coalitions(areas).find(country, published) == expected


@pytest.mark.parametrize(
    ("texts", "slug"),
    [
        (["They left Camp Qayyarah in Turkey."], "camp-qayyarah"),
        (["They left Camp Qayyarah in Turkey.", "Camp Qayyarah was hit."], "camp-qayyarah"),
        (["They left Camp Qayyarah in Turkey.", "Qayyarah was hit."], "camp-qayyarah"),
        (["They left Camp Qayyarah in Iraq."], "qayyarah"),
        (["They left Camp Qayyarah."], "qayyarah"),
        (["They left Qayyarah Air Base in Turkey."], "qayyarah"),
    ],
)
def test_resolve_a_name_like_that_of_a_base_in_another_country_is_another_base(
    spotter: Spotter, texts: list[str], slug: str
) -> None:
    inventory = take(spotter, *texts)
    found = [inventory.resolve(texts[-1], mention) for mention in spotter.spot(texts[-1])]
    assert [mention.base.slug for mention in found if mention.base is not None] == [slug]


QUARTET = Actor("quartet", "Quartet", "coalition")


@pytest.mark.parametrize(
    ("kind", "base", "resolved"),
    [
        (Kind.NAME, None, QAYYARAH),
        (Kind.PLACE, None, QAYYARAH),
        (Kind.BARE_BASE, INCIRLIK, QAYYARAH),
        (Kind.BASE, INCIRLIK, INCIRLIK),
        (Kind.FORCE, None, None),
        (Kind.PERSON, None, None),
        (Kind.UNNAMED_BASE, None, QAYYARAH),
    ],
)
def test_resolve_a_name_of_the_inventory_is_its_base(kind: Kind, base: Base | None, resolved: Base | None) -> None:
    mention = build_mention("They left Qayyarah.", "Qayyarah", kind, base=base)
    assert Inventory(bases={"qayyarah": QAYYARAH}).resolve("They left Qayyarah.", mention).base == resolved
