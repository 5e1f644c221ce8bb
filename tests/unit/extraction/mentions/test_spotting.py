"""Bases and forces in single sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.spotting import Spotter
from tests.unit.extraction.mentions.naming import GAZETTEER

NAMES = ("K1", "Qayyarah", "Gao", "US", "IS", "Iraqi", "US-led", "201", "Al", "al-")
NOUNS = ("base", "bases", "Air", "Airfield", "Base", "Camp", "Camps", "Fort", "army", "troops", "forces", "coalition")
LINKS = ("the", "The", "at", "in", "near", "and", "or", ",", ".", "'", "-", "'s", "one", "refugee")
WORDS = st.sampled_from(NAMES + NOUNS + LINKS)


@pytest.fixture(scope="module")
def spotter(codebook: Codebook) -> Spotter:
    return Spotter(GAZETTEER, codebook)


def read_bases(mentions: tuple[Mention, ...]) -> list[str]:
    return [mention.base.slug for mention in mentions if mention.kind is Kind.BASE and mention.base]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        # On the list, with and without generic words.
        ("Troops left K1.", ["k1"]),
        ("Troops left the K1 base.", ["k1"]),
        ("Troops left the K1 military base.", ["k1"]),
        ("Troops left K1 Air Base in Kirkuk.", ["k1"]),
        ("Troops left K1's runway.", ["k1"]),
        ("Troops left Qayyarah Airfield West.", ["qayyarah"]),
        ("Troops left the Qayyarah base.", ["qayyarah"]),
        ("The Ayn al-Asad base was hit.", ["al-asad"]),
        ("Ain Al Asad Air Base was hit.", ["al-asad"]),
        ("\u0130ncirlik air base was hit.", ["incirlik"]),
        # By what stands before or after the name.
        ("They left Camp Holland.", ["camp-holland"]),
        ("They left Fort Bragg yesterday.", ["fort-bragg"]),
        ("They left Forward Operating Base Lagman.", ["forward-operating-base-lagman"]),
        ("They left Dhafra base.", ["dhafra"]),
        ("They left al-Udeid airbase.", ["al-udeid"]),
        ("They left Al-Taqaddum Air Base.", ["al-taqaddum"]),
        ("They left Air Base 201.", ["air-base-201"]),
        ("They left Kulis Air Guard Station and Brooks City-Base.", ["kulis", "brooks"]),
        # By where it is.
        ("They left the air base at Incirlik.", ["incirlik"]),
        ("They left the base at Gao.", ["gao"]),
        ("They left the base in Gao.", ["gao"]),
        ("They left the bases at Gao, Menaka and Gossi.", ["gao", "menaka", "gossi"]),
        # Lists with one noun for all.
        ("They left the K1 and Qayyarah military bases.", ["k1", "qayyarah"]),
        ("They left K1 Air Base and Qayyarah Air Base.", ["k1", "qayyarah"]),
    ],
)
def test_spot_finds_named_bases(spotter: Spotter, text: str, slugs: list[str]) -> None:
    assert read_bases(spotter.spot(text)) == slugs


@pytest.mark.parametrize(
    "text",
    [
        "They left Mosul.",
        "They left Kirkuk on Monday.",
        "They left Qayyarah on Monday.",
        "They left Paris.",
        "They left the base.",
        "They left two military bases.",
        "They left a base in Anbar.",
        "They left the US base in Iraq.",
        "They left the Iraqi base.",
        "They left their only army base in Cote d'Ivoire.",
        "They visited a refugee camp.",
        "They visited the Zaatari refugee camp.",
        "The talks at Camp David went on.",
        "They lost their fan base.",
        "He built a customer base in Baghdad.",
        "The bus station in Mosul was shut.",
        "He reached first base.",
        "On Monday the camp was shut.",
        "When Base camps are cold, they leave.",
    ],
)
def test_spot_finds_no_named_base_where_there_is_none(spotter: Spotter, text: str) -> None:
    assert read_bases(spotter.spot(text)) == []


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("They left the base.", False),
        ("They left a base.", False),
        ("They left those two bases.", True),
        ("They left two military bases.", True),
    ],
)
def test_spot_finds_bases_without_a_name(spotter: Spotter, text: str, plural: bool) -> None:
    found = [mention for mention in spotter.spot(text) if mention.kind is Kind.UNNAMED_BASE]
    assert [mention.plural for mention in found] == [plural]


@pytest.mark.parametrize("text", ["They left Qayyarah.", "Incirlik's runway was hit."])
def test_spot_of_a_listed_name_alone_may_be_the_town(spotter: Spotter, text: str) -> None:
    assert Kind.BARE_BASE in {mention.kind for mention in spotter.spot(text)}


@pytest.mark.parametrize(
    "text",
    [
        "They left Qayyarah governorate.",
        "They left Qayyarah province.",
        "He saw the Qayyarah area.",
        "They left the town of Qayyarah.",
    ],
)
def test_spot_of_a_town_or_region_with_the_name_of_a_base_is_not_the_base(spotter: Spotter, text: str) -> None:
    assert Kind.BARE_BASE not in {mention.kind for mention in spotter.spot(text)}


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("US troops left.", ["united-states"]),
        ("U.S. troops left.", ["united-states"]),
        ("American special forces left.", ["united-states"]),
        ("French and American troops left.", ["france", "united-states"]),
        ("The Iraqi army came.", ["iraqi-security-forces"]),
        ("The US-led coalition left.", ["us-led-coalition"]),
        ("The US-led coalition's forces left.", ["us-led-coalition"]),
        ("ISIS attacked.", ["islamic-state"]),
        ("IS attacked.", ["islamic-state"]),
        ("It is over.", []),
        ("Troops left.", []),
        ("They told us to leave.", []),
    ],
)
def test_spot_finds_forces_and_whose_they_are(spotter: Spotter, text: str, actors: list[str]) -> None:
    forces = [mention for mention in spotter.spot(text) if mention.kind is Kind.FORCE]
    assert sorted({actor.slug for mention in forces for actor in mention.actors}) == actors


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They left Zarnab.", ["Zarnab"]),
        ("They left Tower 22.", ["Tower 22"]),
        ("At Zarnab 200 fighters came.", ["Zarnab"]),
        ("Zarnab was empty.", ["Zarnab"]),
        ("Empty it was.", []),
        # A hedge and its number name nothing.
        ("About 300 troops left.", []),
        ("Nearly 300 left.", []),
        ("About Zarnab nothing is known.", ["About Zarnab"]),
    ],
)
def test_spot_finds_names_that_no_list_has(spotter: Spotter, text: str, names: list[str]) -> None:
    found = [text[mention.start : mention.end] for mention in spotter.spot(text) if mention.kind is Kind.NAME]
    assert found == names


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.lists(WORDS, max_size=14).map(" ".join)))
def test_spot_any_text_gives_spans_that_do_not_overlap(spotter: Spotter, text: str) -> None:
    last = 0
    for mention in spotter.spot(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
