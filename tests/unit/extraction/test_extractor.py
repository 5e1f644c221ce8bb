"""What holds of every article."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.reports import Status
from service.extraction import Extraction, Extractor
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
    )
)
PUBLISHED = st.sampled_from((None, dt.date(2020, 3, 29), dt.date.min, dt.date.max))


def read_offsets(text: str, extraction: Extraction) -> list[tuple[str, str]]:
    return [(quote.text, text[quote.start : quote.end]) for report in extraction.reports for quote in report.quotes]


def check(text: str, extraction: Extraction) -> None:
    assert extraction.article.text == text
    assert all(written == found and written for written, found in read_offsets(text, extraction))
    for report in extraction.reports:
        assert report.quotes
        assert 0 < report.confidence <= 1
        assert report.base is not None or report.country is not None or report.participations


def test_extract_a_story_quotes_it_exactly(extractor: Extractor) -> None:
    extraction = extractor.extract(build_article(STORY))
    check(STORY, extraction)
    assert {report.base.slug for report in extraction.reports if report.base} >= {"k1", "qayyarah", "al-asad"}


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("k1", ("handover", Status.OCCURRED, "2020-03-29")),
        ("qayyarah", ("withdrawal", Status.OCCURRED, "2020-03-26")),
        ("al-asad", ("attack", Status.OCCURRED, "2020-01")),
        ("camp-holland", ("withdrawal", Status.PLANNED, "2021")),
    ],
)
def test_extract_a_story_tells_each_base_apart(
    extractor: Extractor, base: str, told: tuple[str, Status, str | None]
) -> None:
    reports = [r for r in extractor.extract(build_article(STORY)).reports if r.base and r.base.slug == base]
    assert [(r.type, r.status, r.date.edtf if r.date else None) for r in reports] == [told]


def test_extract_again_is_the_same(extractor: Extractor) -> None:
    first = extractor.extract(build_article(STORY))
    extractor.extract(build_article("French troops left Camp Holland. They went home."))
    assert extractor.extract(build_article(STORY)) == first


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("US troops left K1 Air Base on March 25. Rockets hit the base today.", ["2020-03-25", "2020-03-29"]),
        ("US troops left K1 Air Base on March 25. Rockets hit the base two days later.", ["2020-03-25", "2020-03-27"]),
        ("KIRKUK, March 27 - US troops left K1 Air Base today.", ["2020-03-27"]),
        ("KIRKUK, March 2 - US troops left K1 Air Base today.", ["2020-03-29"]),
    ],
)
def test_extract_today_is_the_day_of_a_fresh_dateline_else_that_of_the_paper(
    extractor: Extractor, text: str, dates: list[str]
) -> None:
    reports = extractor.extract(build_article(text)).reports
    assert [report.date.edtf for report in reports if report.date] == dates
    assert {report.status for report in reports} == {Status.OCCURRED}


@pytest.mark.parametrize(
    "paragraph",
    [
        "The museum opened a new wing, and visitors came from far away.",
        "Prices of bread rose by 3 percent last month.",
        "Share this article",
        "File photo: French soldiers stand at Camp Holland on May 1, 2012.",
    ],
)
def test_extract_with_an_unrelated_paragraph_after_it_is_the_same(extractor: Extractor, paragraph: str) -> None:
    assert (
        extractor.extract(build_article(f"{STORY}\n{paragraph}\n")).reports
        == extractor.extract(build_article(STORY)).reports
    )


def test_extract_with_lines_before_it_only_moves_the_quotes(extractor: Extractor) -> None:
    story = "US troops left K1 Air Base on Sunday.\n\nIraqi forces took over the base.\n"
    (plain,) = extractor.extract(build_article(story)).reports
    (moved,) = extractor.extract(build_article(f"\n\n\n{story}")).reports
    assert [quote.start for quote in moved.quotes] == [quote.start + 3 for quote in plain.quotes]
    assert [quote.text for quote in moved.quotes] == [quote.text for quote in plain.quotes]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\r\n",
        "\x00",
        "US troops left K1 Air Base\x00 on Sunday.\x00",
        "US troops\x01\x02 left\x1b K1 Air Base\x7f.",
        "\u202eUS troops\u202c left \u200fK1 Air Base\u200f.",
        "\ufeffUS troops left K1 Air Base.\u2028They went home.\u2029",
        "US troops \U0001f680 left K1 Air Base \U0001f4a5.",
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
    ],
)
@pytest.mark.parametrize("published", [None, dt.date(2020, 3, 29), dt.date.min, dt.date.max])
def test_extract_a_mangled_text_gives_exact_quotes_or_nothing(
    extractor: Extractor, text: str, published: dt.date | None
) -> None:
    check(text, extractor.extract(build_article(text, published=published)))


@settings(max_examples=150)
@given(st.lists(FRAGMENTS, max_size=14).map(" ".join), PUBLISHED)
def test_extract_any_mixture_of_phrases_gives_exact_quotes(
    extractor: Extractor, text: str, published: dt.date | None
) -> None:
    check(text, extractor.extract(build_article(text, published=published)))


@settings(max_examples=100)
@given(st.text())
def test_extract_any_text_gives_exact_quotes(extractor: Extractor, text: str) -> None:
    check(text, extractor.extract(build_article(text, published=None)))


def test_extract_an_article_of_given_source_and_day_keeps_them(extractor: Extractor) -> None:
    article = build_article("Published: 30 March 2020\n\nUS troops left K1 Air Base.\n\nSource: Reuters\n")
    assert extractor.extract(article).article == article


def test_extract_fills_in_what_the_text_says_of_itself(extractor: Extractor) -> None:
    text = "Troops leave K1\n\nPublished: 30 March 2020\n\nUS troops left K1 Air Base on Sunday.\n\nSource: Press TV\n"
    article = build_article(text, source=None, published=None)
    extraction = extractor.extract(article)
    assert (extraction.article.source, extraction.article.published) == ("press-tv", dt.date(2020, 3, 30))
    (report,) = extraction.reports
    assert (report.date.edtf if report.date else None) == "2020-03-29"
