import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.loader.pages.reading import parse_html
from tests.unit.loader.pages.building import build_page, build_script

SPRING = dt.date(2020, 4, 5)
ARTICLE = '{"@context":"https://schema.org","@type":"NewsArticle","datePublished":"%s"}'
CANONICAL = '<link rel="canonical" href="https://news.example/world/taji">'


def find_day(page: str) -> dt.date | None:
    return parse_html(page)[1].published


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (build_script(ARTICLE % "2020-04-05T08:00:00+03:00"), SPRING),
        # The day is the one that is written, though in London it was still the fourth.
        (build_script(ARTICLE % "2020-04-05T00:30:00+03:00"), SPRING),
        (build_script(ARTICLE % "Sun, 05 Apr 2020 23:50:00 -0700"), SPRING),
        (build_script(ARTICLE % "April 5, 2020 9:00 AM"), SPRING),
        (build_script(ARTICLE % "20200405T0800Z"), SPRING),
        (build_script("[" + ARTICLE % "2020-04-05" + "]"), SPRING),
        (build_script('{"@type":["http://schema.org/ReportageNewsArticle"],"datePublished":["2020-04-05"]}'), SPRING),
        (build_script("<!--" + ARTICLE % "2020-04-05" + "-->"), SPRING),
        (build_script("// <![CDATA[\n" + ARTICLE % "2020-04-05" + "\n// ]]>"), SPRING),
        # A line break within a text is no JSON, and is read all the same.
        (build_script('{"@type":"BlogPosting","description":"a\nb","datePublished":"2020-04-05"}'), SPRING),
        # The site's own objects of the same graph are not the article.
        (
            build_script(
                '{"@graph":[{"@type":"WebSite","datePublished":"2009-01-01"},{"@type":"Organization",'
                '"datePublished":"2008-01-01"},{"@type":"WebPage","datePublished":"2019-02-02"},'
                '{"@type":"Article","datePublished":"2020-04-05","dateModified":"2021-01-01"}]}'
            ),
            SPRING,
        ),
        (build_script('{"@type":"WebSite","datePublished":"2009-01-01"}'), None),
        # Second zero of Unix time is no day that anybody gave; its day alone, or another hour of it, may be one.
        (build_script(ARTICLE % "1970-01-01T00:00:00Z"), None),
        (build_script(ARTICLE % "1970-01-01T01:00:00+01:00"), None),
        (build_script(ARTICLE % "1969-12-31T19:00:00-05:00"), None),
        (build_script(ARTICLE % "1970-01-01 00:00:00"), None),
        (build_script(ARTICLE % "1970-01-01T05:00:00Z"), dt.date(1970, 1, 1)),
        (build_script(ARTICLE % "1970-01-01"), dt.date(1970, 1, 1)),
        (build_script('{"@type":"WebPage","url":"https://news.example/","datePublished":"2009-01-01"}'), None),
        (
            CANONICAL
            + build_script(
                '{"@type":"WebPage","@id":"http://www.news.example/world/taji/","datePublished":"2020-04-05"}'
            ),
            SPRING,
        ),
        (build_script('{"@type":"WebPage","mainEntity":' + ARTICLE % "2020-04-05" + "}"), SPRING),
        # Another story's object, and that of this one.
        (
            "<title>Camp Taji handed over</title>"
            + build_script('{"@type":"NewsArticle","headline":"Storm in Erbil","datePublished":"2018-01-01"}')
            + build_script('{"@type":"NewsArticle","headline":"Camp Taji handed over","datePublished":"2020-04-05"}'),
            SPRING,
        ),
        (build_script('{"@type":"NewsArticle","dateModified":"2020-04-05"}'), None),
        (build_script('{"@type":"NewsArticle","datePublished":'), None),
        (build_script('{"@type":"NewsArticle","datePublished":{"a":[1]}}'), None),
        (build_script("[" * 100_000), None),
    ],
)
def test_parse_html_takes_the_day_of_the_article_in_json(head: str, day: dt.date | None) -> None:
    assert find_day(build_page(head)) == day


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="article:published_time" content="2020-04-05T09:00:00+03:00">', SPRING),
        ('<meta name="ARTICLE:PUBLISHED_TIME" content=" 2020-04-05 ">', SPRING),
        ('<meta name="parsely-pub-date" content="2020-04-05T06:00:00Z">', SPRING),
        ('<meta name="DC.date.issued" content="2020-04-05">', SPRING),
        ('<meta name="sailthru.date" content="2020-04-05 09:00:00">', SPRING),
        ('<meta name="citation_publication_date" content="2020/04/05">', SPRING),
        # Metadata in JSON comes first, and what is not a day is passed over.
        ('<meta name="date" content="2019-01-01">' + build_script(ARTICLE % "2020-04-05"), SPRING),
        ('<meta name="date" content="yesterday"><meta name="dcterms.date" content="2020-04-05">', SPRING),
        ('<meta property="og:updated_time" content="2020-04-05">', None),
        ('<meta property="article:modified_time" content="2020-04-05">', None),
        ('<meta name="last-modified" content="2020-04-05"><meta name="revised" content="2020-04-06">', None),
        # No day of these is one on which news came out.
        ('<meta property="article:published_time" content="0001-01-01T00:00:00Z">', None),
        ('<meta property="article:published_time" content="1899-12-31">', None),
        ('<meta property="article:published_time" content="9999-04-05">', None),
        ('<meta property="article:published_time" content="2020-02-30">', None),
        ('<link rel="canonical" href="https://news.example/2020/04/05/taji">', SPRING),
        ('<link rel="canonical" href="https://news.example/world/2020/apr/05/taji">', SPRING),
        ('<meta property="og:url" content="https://news.example/world/20200405-taji">', SPRING),
        ('<link rel="canonical" href="https://news.example/2020/04/taji">', None),
        ('<link rel="canonical" href="https://news.example/article/20201305">', None),
        ("<title>Camp Taji in 2020</title>", None),
    ],
)
def test_parse_html_takes_the_day_of_the_head(head: str, day: dt.date | None) -> None:
    assert find_day(build_page(head)) == day


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ('<time itemprop="datePublished" datetime="2020-04-05T11:30:23-04:00">5/4/2020</time>', SPRING),
        ('<time itemprop="datePublished" datetime="2020-04-05">6 April 2020</time>', SPRING),
        ('<span itemprop="datePublished" content="2020-04-05">Sunday</span>', SPRING),
        ('<time datetime="2020-04-05T10:00Z">three days ago</time>', SPRING),
        (
            '<time class="updated" datetime="2020-04-07">7 April</time><time class="entry-date" datetime="2020-04-05">',
            SPRING,
        ),
        ('<p>Updated: <time datetime="2020-04-07">7 April 2020</time></p>', None),
        ('<time itemprop="dateModified" datetime="2020-04-07">7 April 2020</time>', None),
        ('<div>Last updated</div><div><time datetime="2020-04-07">7 April 2020</time></div>', None),
        ("<p>Published 5 April 2020, updated 7 April 2020</p>", SPRING),
        ("<p>Updated 7 April 2020 | First published 5 April 2020</p>", SPRING),
        ("<p>Updated 7 April 2020</p>", None),
        ("<div>Updated:</div><div>7 April 2020</div>", None),
        ("<p>By Ann Lee, Baghdad | Sunday, April 5, 2020 09:15 GMT</p>", SPRING),
        ("<div>Date:</div><div>5 Apr 2020</div>", SPRING),
        ("<span class='date'>4/25/2017</span>", dt.date(2017, 4, 25)),
        ("<span class='date'>25.04.2017</span>", dt.date(2017, 4, 25)),
        ("<span class='date'>2017/04/03</span>", dt.date(2017, 4, 3)),
        ("<span class='date'>05/05/2020</span>", dt.date(2020, 5, 5)),
        # A day in a sentence is when something happened.
        ("<h2>The brigade had been there since 5 April 2005</h2>", None),
        ("<p>It took Camp Taji on 5 April 2005.</p>", None),
        ("<p>© 2020 The News</p>", None),
    ],
)
def test_parse_html_takes_the_day_beside_the_headline(below: str, day: dt.date | None) -> None:
    assert find_day(build_page(below=below)) == day


@pytest.mark.parametrize(
    ("html", "head", "below", "day"),
    [
        ("<html>", "", "", None),
        ("<html lang='en'>", "", "", None),
        ("<html lang='en-US'>", "", "", dt.date(2020, 3, 4)),
        ("<html lang='en-GB'>", "", "", dt.date(2020, 4, 3)),
        ("<html lang='fr'>", "", "", dt.date(2020, 4, 3)),
        ("<html lang='de-AT'>", "", "", dt.date(2020, 4, 3)),
        ("<html>", '<meta property="og:locale" content="en_US">', "", dt.date(2020, 3, 4)),
        ("<html lang='en-CA'>", "", "", None),
        # A day that can be only one shows the order of the page.
        ("<html lang='en'>", "", "<p>Photo taken 25/03/2020</p>", dt.date(2020, 4, 3)),
        ("<html lang='en'>", "", "<p>Photo taken 03/25/2020</p>", dt.date(2020, 3, 4)),
        # A change on the tenth of March comes after the publication.
        ("<html>", '<meta property="article:modified_time" content="2020-03-10">', "", dt.date(2020, 3, 4)),
        ("<html>", '<meta property="article:modified_time" content="2021-03-10">', "", None),
        ("<html>", '<link rel="canonical" href="https://news.example/2020/04/03/taji">', "", dt.date(2020, 4, 3)),
        ("<html>", "", "<p>Published: 3 April 2020</p>", dt.date(2020, 4, 3)),
    ],
)
def test_parse_html_of_digits_that_may_be_two_days_takes_one_only_if_the_page_decides(
    html: str, head: str, below: str, day: dt.date | None
) -> None:
    page = build_page(head, below=f"<span class='date'>03/04/2020</span>{below}", html=html)
    assert find_day(page) == day


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<html lang='fr'>", "Publié le 5 avril 2020"),
        ("<html lang='de'>", "Veröffentlicht am 5. April 2020"),
        ("<html lang='es'>", "5 de abril de 2020"),
        ("<html lang='tr'>", "5 Nisan 2020"),
        ("<html lang='ar'>", "5 أبريل 2020"),
        ("<html lang='ja'>", "2020年4月5日"),
        ("<html lang='xx'>", "5 April 2020"),
    ],
)
def test_parse_html_reads_a_written_day_in_the_language_of_the_page(html: str, written: str) -> None:
    assert find_day(build_page(below=f"<p class='date'>{written}</p>", html=html)) == SPRING


@pytest.mark.parametrize(
    "after",
    [
        "<aside><time itemprop='datePublished' datetime='2020-04-05'>5 April</time><a href='/b'>Storm</a></aside>",
        "<div class='related-posts'><article><h3><a href='/b'>Storm in Erbil</a></h3><time datetime='2020-04-05'>"
        "</time></article></div>",
        "<footer>Site last built on 5 April 2020</footer>",
        "<div class='comments'><p>Ann, 5 April 2020: How sad</p></div>",
    ],
)
def test_parse_html_takes_no_day_of_another_thing_on_the_page(after: str) -> None:
    assert find_day(build_page(after=after)) is None


@given(st.text(max_size=40))
def test_parse_html_of_any_text_for_a_day_reads_the_page(text: str) -> None:
    cleaned = text.replace("<", "").replace('"', "").replace("\0", "")
    day = find_day(build_page(f'<meta name="date" content="{cleaned}">', below=f"<p class='date'>{cleaned}</p>"))
    assert day is None or day.year >= 1900
