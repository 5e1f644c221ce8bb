"""What can be said of an article."""

import datetime as dt

import pytest

from service.domain.articles.provenance import is_language_tag, is_one_line, is_web_address, may_be_published, parse_day

TODAY = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "https://news.example/k1",
        "http://news.example",
        "HTTPS://NEWS.EXAMPLE:8443/a?b=c#d",
        "https://новости.example/к1",
        "http://127.0.0.1/",
        "http://[2001:db8::1]:80/",
        "https://news.example?q=1",
        "https://news.example/%20(a)'",
    ],
)
def test_is_web_address_of_an_absolute_address_of_the_web(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "news.example/k1",
        "//news.example/k1",
        "/k1",
        "ftp://news.example/k1",
        "javascript:alert(1)",
        "javascript://news.example/%0aalert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///k1",
        "https://?k1",
        "https:news.example",
        "https://news.example/a b",
        "https://news.example/k1\n",
        " https://news.example/k1",
        "https://user:secret@news.example/",
        "https://news.example:port/",
        "https://[::1",
        "https://news<b>.example/",
    ],
)
def test_is_web_address_of_anything_else_is_false(text: str) -> None:
    assert not is_web_address(text)


@pytest.mark.parametrize("text", ["en", "pt-BR", "zh-Hant-TW", "ckb", "sr-Latn-RS", "x-own", "de-DE-1996"])
def test_is_language_tag_of_a_tag(text: str) -> None:
    assert is_language_tag(text)


@pytest.mark.parametrize(
    "text", ["", "e", "en_US", "English (US)", "en-", "-en", "en\n", "русский", "en-toolongsubtag"]
)
def test_is_language_tag_of_anything_else_is_false(text: str) -> None:
    assert not is_language_tag(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forces leave K1", True),
        ("  Forces", True),
        ("القوات تغادر", True),
        ("", False),
        (" \u00a0\u2003", False),
        ("\n" * 2_000, False),
        ("Forces\nleave", False),
        ("Forces leave\n", False),
        ("Forces\x1b[31m", False),
        ("Forces\u2028leave", False),
        ("Forces\x85leave", False),
        ("\tForces", False),
    ],
)
def test_is_one_line_of_a_text(text: str, *, expected: bool) -> None:
    assert is_one_line(text) is expected


@pytest.mark.parametrize(
    "text",
    ["20200329", "2020-W13-7", "2020-3-29", "2020-089", "2020-02-30", "+2020-03-29", "2020-03-29\n", "２０２０-03-29"],
)
def test_parse_day_of_another_spelling_or_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"20|day"):
        parse_day(text)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(1899, 12, 31), False),
        (dt.date(1900, 1, 1), True),
        (TODAY + dt.timedelta(days=1), True),
        (TODAY + dt.timedelta(days=2), False),
        (dt.date.min, False),
        (dt.date.max, False),
    ],
)
def test_may_be_published_from_1900_to_tomorrow(day: dt.date, *, expected: bool) -> None:
    assert may_be_published(day, TODAY) is expected
