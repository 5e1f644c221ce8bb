import pytest

from service.loader.pages.reading import parse_html
from tests.unit.loader.pages.building import STORY, build_page, build_script

TITLE = "Camp Taji handed over"
NO_HEADING = ""
SITE = '<meta property="og:site_name" content="Press TV">'
JSON = (
    '{"@type":"NewsArticle","headline":"Camp Taji handed over","publisher":{"@type":"Organization","name":"Press TV"}}'
)


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("<title>Camp Taji handed over - Press TV</title>", f"<h1>{TITLE}</h1>"),
        (f"{SITE}<title>Camp Taji handed over - Press TV</title>", NO_HEADING),
        (f"{SITE}<title>Press TV: Camp Taji handed over</title>", NO_HEADING),
        (f"{SITE}<title>Camp Taji handed over | Press TV</title>", "<h1>Press TV</h1>"),
        (f"{SITE}<title>Camp Taji handed over</title>", "<h1><a href='/'><img src='l.png' alt='Press TV'></a></h1>"),
        (f"{SITE}<title>x</title>", f"<h1>{TITLE} - Press TV</h1>"),
        (build_script(JSON) + "<title>Camp Taji handed over – Press TV</title>", NO_HEADING),
        (
            build_script(JSON.replace('"headline":"Camp Taji handed over",', ""))
            + f"<title>{TITLE} » Press TV</title>",
            "",
        ),
        # What the page's title has behind the headline for machines is the site's name.
        (
            '<title>Camp Taji handed over | Wire</title><meta name="twitter:title" content="Camp Taji handed over">',
            NO_HEADING,
        ),
        (
            '<link rel="canonical" href="https://www.presstv.ir/1"><title>Camp Taji handed over | PressTV</title>',
            NO_HEADING,
        ),
        (
            f'{SITE}<meta property="article:section" content="World"><title>{TITLE} | World | Press TV</title>',
            NO_HEADING,
        ),
        # The heading of a section is not the article's.
        (f'<meta property="og:title" content="{TITLE}">', f"<h1>World news today</h1><h2>{TITLE}</h2>"),
        (f'<meta property="og:title" content="{TITLE}">', f"<h1>Middle East</h1><div class='headline'>{TITLE}</div>"),
        (f'<meta property="og:title" content="{TITLE}">', f"<h1><span>Iraq</span> {TITLE}</h1>"),
        # A heading that is marked as the site's name, or leads to its beginning, is no headline.
        (f"<title>{TITLE} | The Daily</title>", f"<h1 class='logo'>The Daily</h1><h2>{TITLE}</h2>"),
        (f"<title>{TITLE} | The Daily</title>", f"<h1 class='site-title'>The Daily</h1><h2 class='title'>{TITLE}</h2>"),
        (f"<title>{TITLE} | The Daily</title>", f"<div id='logo'><h1>The Daily</h1></div><h2>{TITLE}</h2>"),
        (f"<title>{TITLE} | The Daily</title>", f"<h1><a href='https://d.example/'>The Daily</a></h1><h2>{TITLE}</h2>"),
        (f"<title>The Daily - {TITLE}</title>", f"<h1><a href='/'>The Daily</a></h1><h2>{TITLE}</h2>"),
        ("<title>Home</title>", "<h1>  Camp&#173; Taji\n handed <em>over</em> </h1>"),
        (f'<meta property="og:title" content="{TITLE}"><title>News</title>', NO_HEADING),
    ],
)
def test_parse_html_gives_the_headline_without_the_name_of_the_site(head: str, heading: str) -> None:
    assert parse_html(build_page(head, heading=heading))[1].title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Base handed over - at last",
        "US - Iraq talks: base stays",
        "Who is at K-1?",
        "Taji | a base and its town",
        "3:1 vote",
    ],
)
def test_parse_html_keeps_a_headline_with_marks_of_its_own(title: str) -> None:
    page = build_page(f"{SITE}<title>{title} - Press TV</title>", heading=NO_HEADING)
    assert parse_html(page)[1].title == title
    assert parse_html(build_page(SITE, heading=f"<h1>{title}</h1>"))[1].title == title


def test_parse_html_of_a_page_without_any_headline_gives_none() -> None:
    text, details = parse_html(build_page(heading=NO_HEADING))
    assert details.title is None
    assert text.split("\n\n") == list(STORY)
