"""Which of the bases that an article names its reports mean."""

import pytest

from service.domain.names.places import Base
from service.training.examples.base_identity import split_name
from service.training.examples.linking import BaseLinker
from service.training.examples.studies import AnnotatedArticle
from tests.unit.training.building import build_mention, build_report, build_sentence

LINKER = BaseLinker(
    [
        Base("k1", "K1 Air Base", aliases=("K-1",)),
        Base("taji", "Camp Taji", aliases=("Al-Taji",)),
        Base("taji-west", "Taji West Camp"),
    ]
)


def annotate(*slugs: str) -> AnnotatedArticle:
    sentences = tuple(build_sentence(slug, [build_mention(slug, slug, slug=slug)]) for slug in slugs)
    return AnnotatedArticle(sentences, tuple(() for _ in sentences))


@pytest.mark.parametrize(
    ("base", "name", "slugs", "expected"),
    [
        pytest.param("k1", None, ("k1", "taji"), {"k1"}, id="listed"),
        pytest.param("k-1-base", None, ("k1", "taji"), {"k1"}, id="by another name"),
        pytest.param("some-base", "Al Taji", ("taji", "taji-west"), {"taji"}, id="by its name in the report"),
        pytest.param("taji", None, ("taji-west",), set(), id="listed ones are two, however alike"),
        pytest.param("new-valley", None, ("new-valley-outpost", "valley"), {"new-valley-outpost"}, id="same words"),
        pytest.param("new-valley", None, ("valley", "north-valley"), {"valley"}, id="a part of the words"),
        pytest.param("new-valley", None, ("hill",), set(), id="not named"),
        pytest.param(None, None, ("k1",), set(), id="no base"),
    ],
)
def test_link_gives_the_slugs_that_agree_best(
    base: str | None, name: str | None, slugs: tuple[str, ...], expected: set[str]
) -> None:
    report = build_report("They left.", base=base, base_name=name, slugs=frozenset())
    assert LINKER.link(report, annotate(*slugs)).slugs == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("The Air Base", ("the", "air", "base")), ("Camp Álpha North", ("alpha", "north"))]
)
def test_split_name_keeps_shared_words_only_where_there_are_no_others(name: str, expected: tuple[str, ...]) -> None:
    assert split_name(name) == expected
