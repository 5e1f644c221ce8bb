"""What an article's text says of itself: its title, its publisher and its day."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.domain.articles.article import Article
from service.extraction.text.identity import EDGE, IdentityReader
from service.extraction.text.layout import Layout
from tests.builders import build_article, build_source

STORY = "Troops left K1 on Sunday.\n\nThey went home.\n"
VOCABULARY = "Published on : 30 March 2020 Source Press TV by ( ) \u2014 BAGHDAD AP , . #"
WORDS = st.sampled_from((*VOCABULARY.split(), "\n", "\n\n"))


def complete(codebook: Codebook, article: Article) -> Article:
    lines = Layout(codebook.boilerplate).find_lines(article.text)
    return IdentityReader(codebook.boilerplate, (build_source(aliases=("PressTV",)),)).complete(article, lines)


def build_bare(text: str) -> Article:
    return replace(build_article(text, source=None, published=None), title=None)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"Published: 30 March 2020\n\n{STORY}", "2020-03-30"),
        (f"Troops leave\n\nPosted on March 30, 2020\n\n{STORY}", "2020-03-30"),
        (f"{STORY}\nIssued 2020-03-30\n", "2020-03-30"),
        (f"BAGHDAD, March 30, 2020 \u2014 {STORY}", "2020-03-30"),
        (f"BAGHDAD, March 30 \u2014 {STORY}", None),
        (f"Published: 31 February 2020\n\n{STORY}", None),
        (f"Published: in March 2020\n\n{STORY}", None),
        (STORY, None),
        ("", None),
    ],
)
def test_complete_an_article_without_a_day_reads_it(codebook: Codebook, text: str, published: str | None) -> None:
    found = complete(codebook, build_bare(text)).published
    assert (found.isoformat() if found else None) == published


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"{STORY}\nSource: Press TV\n", "press-tv"),
        (f"{STORY}\nSource: PressTV\n", "press-tv"),
        (f"Source: The Daily Planet\n\n{STORY}", "the-daily-planet"),
        (f"BAGHDAD (AP) \u2014 {STORY}", "ap"),
        (f"{STORY}\nVia: ...\n", None),
        (STORY, None),
    ],
)
def test_complete_an_article_without_a_source_reads_it(codebook: Codebook, text: str, source: str | None) -> None:
    assert complete(codebook, build_bare(text)).source == source


def test_complete_an_article_without_a_title_takes_its_headline(codebook: Codebook) -> None:
    assert complete(codebook, build_bare(f"Troops leave\n\n{STORY}")).title == "Troops leave"
    assert complete(codebook, build_bare(STORY)).title is None


def test_complete_what_is_known_stays(codebook: Codebook) -> None:
    article = build_article(f"Another title\n\nPublished: 1 May 2019\n\n{STORY}\nSource: Reuters\n")
    assert complete(codebook, article) == article


@pytest.mark.parametrize(("before", "found"), [(EDGE, False), (EDGE - 1, True)])
def test_complete_reads_only_the_first_and_last_lines(codebook: Codebook, before: int, found: bool) -> None:
    lines = [*["It rained."] * before, "Published: 1 May 2019", *["It rained."] * EDGE]
    assert (complete(codebook, build_bare("\n\n".join(lines))).published is not None) is found


@given(st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)))
def test_complete_any_text_keeps_it(codebook: Codebook, text: str) -> None:
    found = complete(codebook, build_bare(text))
    assert found.text == text
    assert found.published is None or isinstance(found.published, dt.date)
    assert found.source is None or found.source
