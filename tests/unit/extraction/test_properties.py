"""What holds of every article, whatever the encoder tells of it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.events.reports import Report
from service.extraction import Extraction, Extractor
from service.extraction.encoder.decoding import EVENT_THRESHOLD
from tests.builders import build_article

STORY = """Troops leave K1

KIRKUK, Iraq \u2014 The US-led coalition handed over K1 Air Base to Iraqi forces on Sunday, a spokesman said. About 300
troops left the base with equipment worth $1.1 million.

\u201cThe troops left Qayyarah Airfield West on Thursday,\u201d the Iraqi army said. Rockets
hit Ain al-Asad Air Base in January. The coalition will leave Camp Holland next year.

Share this article
"""
FRAGMENTS = st.sampled_from(
    (
        "US troops left K1 Air Base",
        "handed it over to the Iraqi army",
        "the base at Gao",
        "on Sunday",
        "two days ago",
        "about 300 troops",
        "$1.5 million",
        "will withdraw from Camps Bastion, Leatherneck and Dwyer",
        "rockets hit",
        "denied that",
        "parliament voted for a resolution on foreign troops",
        "a US drone strike killed",
        "held a joint military exercise",
        "It",
        "BAGHDAD (AP) \u2014",
        ". ",
        "\n\n",
        "\n",
        ",",
        "and",
        "(",
        ")",
        '"',
        "\u2019s",
        "\x00",
        "\u202e",
        "\ud800",
        "<s>",
        "[SEP]",
        ">>",
    )
)
MIXTURES = st.lists(FRAGMENTS, max_size=14).map(" ".join)
PUBLISHED = st.sampled_from((None, dt.date(2020, 3, 29), dt.date.min, dt.date.max))
UNRELATED = (
    "The museum opened a new wing, and visitors came from far away.",
    "Prices of bread rose by 3 percent last month.",
    "Share this article",
    "File photo: French soldiers stand at Camp Holland on May 1, 2012.",
)
MANGLED = (
    "",
    " \n\t\r\n",
    "\x00",
    "US troops left K1 Air Base\x00 on Sunday.\x00",
    "US troops\x01\x02 left\x1b K1 Air Base\x7f.",
    "\u202eUS troops\u202c left \u200fK1 Air Base\u200f.",
    "\ufeffUS troops left K1 Air Base.\u2028They went home.\u2029",
    "US troops \U0001f680 left K1 Air Base \U0001f4a5.",
    "US troops\ud800 left K1 Air Base\udfff.",
    f"US troops left K1 Air Base{chr(0x301) * 5000}.",
    f"{'(' * 100_000} US troops left K1 Air Base.",
    f"US troops left K1 Air Base {'[' * 100_000}",
    f"{'()' * 50_000}US troops left K1 Air Base.",
    chr(34) * 100_000 + " US troops left K1 Air Base.",
    f"US troops left K1 Air Base{'.' * 100_000}",
    "US troops left K1 Air Base " * 200,
    "\u0663\u0660\u0660 troops left K1 Air Base on \u0663 March \u0662\u0660\u0662\u0660.",
    "10\u00b2 troops left K1 Air Base \u00b3 days ago.",
    "On 31 June 9999 US troops left K1 Air Base, 999 years ago.",
    "'s 's's US troops' left K1's Air Base's.",
    "the base the base it it they they left left left",
)
# The weights take their time of the others.
LONGEST_FOR_WEIGHTS = 1_000


def check(text: str, extraction: Extraction) -> None:
    """What a report always is: at a place, with exact words that carry each field that it has."""
    assert extraction.article.text == text
    for report in extraction.reports:
        assert all(quote.text and text[quote.start : quote.end] == quote.text for quote in report.quotes)
        assert EVENT_THRESHOLD <= report.confidence <= 1
        assert report.base is not None or report.country is not None
        assert list_fields(report) <= {name for quote in report.quotes for name in quote.supports}
        assert len({(figure.kind, figure.unit) for figure in report.figures}) == len(report.figures)


def list_fields(report: Report) -> set[str]:
    """The fields that a report has a value of, as evidence names them."""
    optional = {
        "base": report.base,
        "country": report.country,
        "date": report.date,
        "actors": report.participations,
        "figures": report.figures,
        "attributed_to": report.attributed_to,
    }
    return {"type", "status", *(name for name, value in optional.items() if value)}


@pytest.mark.parametrize("text", MANGLED)
@pytest.mark.parametrize("published", [None, dt.date(2020, 3, 29), dt.date.min, dt.date.max])
def test_extract_a_mangled_text_gives_exact_quotes_or_nothing(
    arbitrary: Extractor, text: str, published: dt.date | None
) -> None:
    check(text, arbitrary.extract(build_article(text, published=published)))


@settings(max_examples=150)
@given(MIXTURES, PUBLISHED)
def test_extract_any_mixture_of_phrases_gives_exact_quotes(
    arbitrary: Extractor, text: str, published: dt.date | None
) -> None:
    check(text, arbitrary.extract(build_article(text, published=published)))


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=())))
def test_extract_any_text_gives_exact_quotes(arbitrary: Extractor, text: str) -> None:
    check(text, arbitrary.extract(build_article(text, published=None)))


@settings(max_examples=50)
@given(MIXTURES)
def test_extract_again_is_the_same_whatever_was_read_between(arbitrary: Extractor, text: str) -> None:
    first = arbitrary.extract(build_article(text))
    arbitrary.extract(build_article(STORY))
    assert arbitrary.extract(build_article(text)) == first


@settings(max_examples=50)
@given(MIXTURES, PUBLISHED)
def test_explain_any_text_is_to_extract_it(arbitrary: Extractor, text: str, published: dt.date | None) -> None:
    article = build_article(text, published=published)
    explanation = arbitrary.explain(article)
    assert Extraction(explanation.article, explanation.reports) == arbitrary.extract(article)


@settings(max_examples=40)
@given(MIXTURES, st.sampled_from(UNRELATED))
def test_explain_with_an_unrelated_paragraph_after_it_is_the_same_above(
    arbitrary: Extractor, text: str, paragraph: str
) -> None:
    story = f"US troops left K1 Air Base. {text}."
    plain = arbitrary.explain(build_article(story)).sentences
    assert arbitrary.explain(build_article(f"{story}\n\n{paragraph}\n")).sentences[: len(plain)] == plain


@pytest.mark.parametrize("text", [text for text in MANGLED if len(text) < LONGEST_FOR_WEIGHTS])
def test_extract_a_mangled_text_with_the_weights_gives_exact_quotes_or_nothing(extractor: Extractor, text: str) -> None:
    check(text, extractor.extract(build_article(text)))


def test_extract_a_story_with_the_weights_is_the_same_again(extractor: Extractor) -> None:
    first = extractor.extract(build_article(STORY))
    check(STORY, first)
    extractor.extract(build_article("French troops left Camp Holland. They went home."))
    assert extractor.extract(build_article(STORY)) == first


@pytest.mark.parametrize("paragraph", UNRELATED)
def test_explain_with_the_weights_and_an_unrelated_paragraph_is_the_same_above(
    extractor: Extractor, paragraph: str
) -> None:
    plain = extractor.explain(build_article(STORY)).sentences
    assert extractor.explain(build_article(f"{STORY}\n{paragraph}\n")).sentences[: len(plain)] == plain
