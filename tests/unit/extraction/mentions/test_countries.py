import pytest

from service.domain.names.places import Base
from service.extraction.mentions.countries import (
    find_article_country,
    find_country_near,
    find_sentence_in_country,
)
from service.extraction.mentions.mention import Kind, Mention
from tests.unit.extraction.mentions.naming import INCIRLIK, K1


def build(
    start: int, kind: Kind, country: str | None = None, base: Base | None = None, plural: bool = False
) -> Mention:
    return Mention(start, start + 1, kind, base=base, country=country, plural=plural)


IRAQ, FRANCE = build(0, Kind.COUNTRY, "IQ"), build(20, Kind.COUNTRY, "FR")
FRENCH = build(20, Kind.COUNTRY, "FR", plural=True)
MOSUL, PARIS = build(10, Kind.PLACE, "IQ"), build(30, Kind.PLACE, "FR")
AT_K1, AT_INCIRLIK = build(40, Kind.BASE, base=K1), build(50, Kind.BASE, base=INCIRLIK)


@pytest.mark.parametrize(
    ("sentences", "country"),
    [
        ([], None),
        ([[]], None),
        ([[IRAQ]], "IQ"),
        ([[IRAQ], [FRANCE]], None),
        ([[IRAQ, FRANCE], [FRANCE]], "FR"),
        # A town weighs more than a country, and a listed base more than a town; an adjective is of forces.
        ([[IRAQ], [PARIS]], "FR"),
        ([[MOSUL], [AT_INCIRLIK]], "TR"),
        ([[MOSUL], [FRENCH, FRENCH, FRENCH]], "IQ"),
        ([[FRENCH]], None),
        ([[AT_K1], [AT_INCIRLIK]], None),
        ([[build(0, Kind.BASE, base=Base("x", "X"))]], None),
    ],
)
def test_find_article_country_is_where_most_of_its_places_lie(sentences: list[list[Mention]], country: str) -> None:
    assert find_article_country(sentences) == country


@pytest.mark.parametrize(
    ("sentences", "position"),
    [
        ([], None),
        ([[FRANCE]], None),
        ([[FRANCE], [PARIS, MOSUL], [IRAQ]], 1),
        # A base of the list does not say where it is, unless nothing else does.
        ([[AT_K1], [], [IRAQ]], 2),
        ([[AT_INCIRLIK], [AT_K1], [AT_K1]], 1),
    ],
)
def test_find_sentence_in_country_is_the_first_that_names_it_or_a_place_there(
    sentences: list[list[Mention]], position: int | None
) -> None:
    assert find_sentence_in_country(sentences, "IQ") == position


@pytest.mark.parametrize(
    ("mentions", "country"),
    [
        ([], None),
        ([IRAQ], "IQ"),
        ([IRAQ, MOSUL, PARIS], "FR"),
        ([PARIS, build(28, Kind.PLACE, "TR")], "TR"),
        ([IRAQ, build(12, Kind.PLACE, "TR")], "TR"),
        ([MOSUL, FRENCH], "IQ"),
        ([build(30, Kind.PERSON, "FR")], None),
        # What overlaps the base itself is neither before nor after it.
        ([build(21, Kind.PLACE, "FR")], None),
    ],
)
def test_find_country_near_is_the_next_after_a_base_else_the_last_before(
    mentions: list[Mention], country: str | None
) -> None:
    assert find_country_near(mentions, 20, 25) == country
