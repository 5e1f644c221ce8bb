"""Pages that would take for ever are refused before they are read, and no others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ArticleError
from service.loader.files.folders import read_articles
from service.loader.files.markup import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, check_markup, parse_page
from service.loader.files.reading import ReadOptions, Refusal
from service.loader.seeds.sources import SourceIndex

TEXT = "The coalition handed K1 Air Base over to Iraqi forces on 29 March 2020, a spokesman said. "
# Of a page: html, head, body and article.
FRAME = 4


def build_attributes(count: int) -> str:
    return "<p " + " ".join(f"a{number}=1" for number in range(count)) + ">x</p>"


def build_page(body: str) -> str:
    return f"<html><head></head><body><article>{body}</article></body></html>"


ENDLESS = {
    "attributes": (build_attributes(70_000), f"70000 attributes; the limit is {MAX_ATTRIBUTES}"),
    "attributes after NUL": ("<\0p" + build_attributes(300)[2:], f"the limit is {MAX_ATTRIBUTES}"),
    "attributes in a page": (build_page(TEXT + build_attributes(300)), f"the limit is {MAX_ATTRIBUTES}"),
    "attributes at the end": (build_page(TEXT * 100) + build_attributes(300), f"the limit is {MAX_ATTRIBUTES}"),
    "nested": ("<div>" * 100_000, f"nesting limit of {MAX_DEPTH} elements"),
    "nested and closed": ("<div>" * 1_000 + "</div>" * 1_000, f"nesting limit of {MAX_DEPTH} elements"),
    "links": ("<a>" * 200_000, f"over the limit of {MAX_ELEMENTS} elements"),
    "paragraphs": ("<p>x" * 100_000, f"over the limit of {MAX_ELEMENTS} elements"),
    "tables": ("<table><tr><td>" * 50_000, f"nesting limit of {MAX_DEPTH} elements"),
    "forms": ("<form><p>x" * 50_000, f"over the limit of {MAX_ELEMENTS} elements"),
    "line breaks": ("<br>" * 100_000, f"over the limit of {MAX_ELEMENTS} elements"),
    "metadata": ("<meta name=date content=1>" * 30_000, f"over the limit of {MAX_ELEMENTS} elements"),
}


@pytest.mark.parametrize(("page", "reason"), ENDLESS.values(), ids=ENDLESS)
def test_page_beyond_a_bound_is_refused_naming_what_is_allowed(page: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        parse_page(page)


def test_file_beyond_a_bound_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "endless.html"
    path.write_text(build_attributes(70_000))
    [refusal] = read_articles(str(path), ReadOptions(SourceIndex([]), max_bytes=10_000_000))
    assert isinstance(refusal, Refusal)
    assert (refusal.place, "70000 attributes" in refusal.reason) == (str(path), True)


BOUNDS: dict[str, Callable[[int], str]] = {
    "attributes": lambda more: build_attributes(MAX_ATTRIBUTES + more),
    "elements": lambda more: build_page("<br>" * (MAX_ELEMENTS - FRAME + more)),
    "depth": lambda more: build_page("<div>" * (MAX_DEPTH - FRAME + 1 + more)),
}


@pytest.mark.parametrize("build", BOUNDS.values(), ids=BOUNDS)
def test_page_at_a_bound_is_read_and_one_more_is_not(build: Callable[[int], str]) -> None:
    check_markup(build(0))
    with pytest.raises(ArticleError):
        check_markup(build(1))


@pytest.mark.parametrize("around", ["<!--{}-->", "<script>{}</script>", "<style>{}</style>", "<p title='{}'>x</p>"])
def test_what_is_no_element_does_not_count(around: str) -> None:
    check_markup(build_page(around.format(build_attributes(300) + "<b>x</b>" * MAX_ELEMENTS)))


def test_elements_beside_one_another_are_not_taken_for_nested() -> None:
    check_markup(build_page("<p>x<br>" * 1_000 + "<ul>" + "<li>x" * 1_000 + "</ul>" + "<tr><td>x" * 1_000))


# What is long, but not markup: it takes time in proportion, if the libraries that search it are as they should be.
LONG = {
    "attribute": f"<p title='{'x ' * 10_000}'>x</p>",
    "class": f"<p class='{'date ' * 10_000}'>x</p>",
    "name": f"<p {'x' * 20_000}>x</p>",
    "comment": f"<!--{'x - ' * 5_000}-->",
    "open comments": "<!--" * 5_000,
    "style": f"<style>{'p {} ' * 5_000}</style>",
    "entities": "&amp;" * 5_000,
    "no entities": "&x" * 10_000,
    "CDATA": "<![CDATA[x]]>" * 2_000,
    "open CDATA": "<![CDATA[" * 2_000,
    "NUL": "\0" * 10_000,
    "angles": "<" * 10_000,
    "open elements": "<a " * 5_000,
    "open quotes": "<a b='" * 5_000,
    "ends": "</p>" * 5_000,
    "JSON-LD in one another": f'<script type="application/ld+json">{"[" * 50_000}{"]" * 50_000}</script>',
    "slashes": f"<p>{'1/' * 10_000}</p>",
    "time of spaces": f"<time>{' ' * 20_000}</time>",
    "time of digits": f"<time datetime='{'20' * 10_000}'>{'1/' * 10_000}</time>",
    "date of spaces": f"<meta name=date content='{' ' * 20_000}x'>",
    "spaces": f"<p>{' ' * 20_000}x</p>",
    "word": f"<p>{'x' * 20_000}</p>",
    "half a surrogate pair": "<p>\ud800</p>",
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_page_with_something_long_is_read_for_its_article_or_refused(body: str) -> None:
    try:
        text, _ = parse_page(build_page(f"<p>{TEXT * 3}</p>" * 5 + body))
    except ArticleError:
        return
    assert "K1 Air Base" in text


@given(st.text("<>/!-= 'ab\0&;[]p", max_size=200))
def test_any_text_is_within_the_bounds_or_refused(text: str) -> None:
    check_markup(text)
