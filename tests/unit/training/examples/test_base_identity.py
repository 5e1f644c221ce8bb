"""Whether two names mean the same base."""

import pytest

from service.training.examples.base_identity import BaseIndex, Likeness, compare_bases
from tests.builders import build_base

INDEX = BaseIndex(
    [
        build_base("k1", "K1 Air Base", ("K-1", "Kaiwan")),
        build_base("kirkuk", "Kirkuk Air Base", ()),
        build_base("kirkuk-north", "Kirkuk North Barracks", ()),
    ]
)


@pytest.mark.parametrize(
    ("gold", "name", "found", "likeness"),
    [
        ("k1", None, "k1", Likeness.SAME),
        ("k-1-air-base", None, "k1", Likeness.SAME),
        ("kaiwan", None, "k1", Likeness.SAME),
        ("the-northern-one", "Kaiwan", "k1", Likeness.SAME),
        ("kaiwan", "Kirkuk Air Base", "k1", Likeness.SAME),
        ("camp-souter", None, "souter-barracks", Likeness.SAME),
        ("spin-boldak", None, "spinboldak", Likeness.SAME),
        ("sergent-adji-kossei", None, "kossei", Likeness.CONTAINED),
        ("kossei", None, "fob-adji-kossei", Likeness.CONTAINED),
        ("al-asad", None, "ain-al-asad", Likeness.CONTAINED),
        ("camp", None, "camp", Likeness.SAME),
        ("kirkuk", None, "kirkuk-south", Likeness.CONTAINED),
        ("kirkuk", None, "kirkuk-north", Likeness.NONE),
        ("k1", None, "kirkuk", Likeness.NONE),
        ("gao", None, "nagao", Likeness.NONE),
        ("camp-bastion", None, "camp-leatherneck", Likeness.NONE),
        ("camp", None, "camp-souter", Likeness.NONE),
        ("camp-north", None, "camp-south", Likeness.NONE),
    ],
)
def test_compare_bases_of_two_names_tells_how_well_they_agree(
    gold: str, name: str | None, found: str, likeness: Likeness
) -> None:
    assert compare_bases(INDEX.identify(gold, name), INDEX.identify(found)) is likeness
    assert compare_bases(INDEX.identify(found), INDEX.identify(gold, name)) is likeness


def test_compare_bases_where_there_is_none_wants_none() -> None:
    assert compare_bases(None, None) is Likeness.SAME
    assert compare_bases(None, INDEX.identify("k1")) is Likeness.NONE
    assert compare_bases(INDEX.identify("k1"), None) is Likeness.NONE
