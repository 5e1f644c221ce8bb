"""Names of bases without the words that say that they are bases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.domain.names.places import Base
from service.extraction.mentions.base_names import BaseNames
from tests.unit.extraction.mentions.naming import GAZETTEER


@pytest.fixture(scope="module")
def names(codebook: Codebook) -> BaseNames:
    return BaseNames(GAZETTEER, codebook.words)


@pytest.mark.parametrize(
    ("name", "bare", "short"),
    [
        ("Qayyarah Airfield", "Qayyarah", "Qayyarah"),
        ("Qayyarah Airfield West", "Qayyarah Airfield West", "Qayyarah Airfield West"),
        ("K1 Air Base", "K1", "K1"),
        ("Ain al-Asad Main Air Base", "Ain al-Asad", "Ain al-Asad"),
        ("Camp Holland", "Camp Holland", "Holland"),
        ("Qa\u2019im Army Base", "Qa'im", "Qa'im"),
        ("12th Military Base", "", ""),
        ("Air Base", "", ""),
        ("", "", ""),
    ],
)
def test_strip_a_name_leaves_what_is_its_own(names: BaseNames, name: str, bare: str, short: str) -> None:
    assert (names.strip_suffix(name), names.strip_generic(name)) == (bare, short)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Iraq", True),
        ("iraq", True),
        ("Iraqi", True),
        ("U.S. Army", True),
        ("Iraqtown", False),
        ("K1", False),
        ("", False),
    ],
)
def test_is_country_of_a_name_tells_states_from_bases(names: BaseNames, name: str, country: bool) -> None:
    assert names.is_country(name) is country


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Camp Holland", "camp-holland"),
        ("Zarnab Air Base", "zarnab"),
        ("Zarnab International Airport", "zarnab"),
        ("\u00c7i\u011fli base", "cigli"),
        ("Qa'im", "qaim"),
        (" Air Base ", "air-base"),
        ("Đà Nẵng Air Base", "da-nang"),
        ("Łask base", "lask"),
        ("Sønderborg Barracks", "sonderborg"),
        ("Ağrı base", "agri"),
        ("Gießen Army Depot", "giessen"),
        ("Ærø base", "aero"),
        # Letters of other scripts stay.
        ("Δέλτα base", "δελτα"),
        ("Шали base", "шали"),
        ("§!", "ua7-u21"),
        (" ", ""),
    ],
)
def test_build_base_has_a_slug_of_its_own_words(names: BaseNames, name: str, slug: str) -> None:
    assert names.build_base(name) == Base(slug=slug, name=name.strip())


@given(st.text())
def test_build_base_of_any_name_has_a_slug_of_letters_and_digits(names: BaseNames, name: str) -> None:
    slug = names.build_base(name).slug
    assert bool(slug) is bool(name.strip())
    assert all(part.isalnum() for part in slug.split("-") if slug)
