import pytest

from service.loader.pages.reading import parse_html
from tests.unit.loader.pages.building import LEAD, STORY, build_page

TITLE = "Camp Taji handed over"
OTHER = "French troops leave Gao base in Mali"


def read_paragraphs(page: str) -> list[str]:
    return parse_html(page)[0].split("\n\n")


def wrap_body(lead: str, head: str = "") -> str:
    """A page whose lead stands beside the container of its text."""
    body = "".join(f"<p>{text}</p>" for text in STORY)
    content = f"<h1>{TITLE}</h1>{lead}<div class='content'>{body}</div>"
    return f"<!doctype html><html><head>{head}</head><body>{content}</body></html>"


@pytest.mark.parametrize(
    "lead",
    [
        f"<div class='intro'><p>{LEAD}</p></div>",
        f"<p class='standfirst'>{LEAD}</p>",
        f"<header><h2>{LEAD}</h2></header>",
        f"<div><p>{LEAD}</p></div>",
        f"<div class='byline'>By Ann Lee</div><div class='lead'>{LEAD}</div><div class='date'>5 April 2020</div>",
        f"<div class='article-summary'><div>{LEAD}</div></div><figure><img src='a.jpg'></figure>",
        f"<div class='share-bar'><a href='#'>Share</a></div><div class='intro'>{LEAD}</div>",
        f"<section class='dek'><strong>{LEAD}</strong></section>",
    ],
)
def test_parse_html_reads_a_lead_outside_the_container_of_the_text(lead: str) -> None:
    assert read_paragraphs(wrap_body(lead)) == [TITLE, LEAD, *STORY]


def test_parse_html_reads_a_lead_without_a_full_stop_that_the_page_describes_itself_with() -> None:
    lead = LEAD.rstrip(".")
    page = wrap_body(f"<div>{lead}</div>", f'<meta name="description" content="{lead}">')
    assert read_paragraphs(page) == [TITLE, lead, *STORY]


def test_parse_html_reads_a_lead_that_is_said_again_once() -> None:
    page = wrap_body(f"<p class='intro'>{LEAD}</p><p class='summary'>{LEAD}</p>")
    assert read_paragraphs(page) == [TITLE, LEAD, *STORY]


@pytest.mark.parametrize(
    "middle",
    [
        f"<p><a href='/a'>READ MORE: {OTHER}</a></p>",
        f"<p><strong>Read more:</strong> <a href='/a'>{OTHER}</a></p>",
        f"<p>Also read | {OTHER}</p>",
        f"<p>Read also {OTHER}</p>",
        f"<p>RELATED: {OTHER}</p>",
        f"<p><em><a href='https://other.example/a'>{OTHER}</a></em></p>",
        f"<h3><a href='/a'>{OTHER}</a></h3>",
        f"<p><b>Related stories</b></p><ul><li>{OTHER}</li><li>Britain returns to Sembach Barracks</li></ul>",
        f"<h4>More on this story</h4><p>{OTHER}</p>",
        f"<aside><h4>Background reading</h4><p>{OTHER}.</p></aside>",
        f"<div class='related-articles'><p>{OTHER} after nine years, its army said on Monday.</p></div>",
        f"<div><a href='/a'><img src='gao.jpg'></a><a href='/a'><h4>Mali</h4></a><p>{OTHER}.</p></div>",
        f"<figure><a href='/a'><img src='gao.jpg'></a><figcaption>{OTHER} on 15 August 2022.</figcaption></figure>",
        f"<div class='newsletter-signup'><p>Get news such as {OTHER} in your inbox each morning.</p></div>",
        f"<div class='most-read'><ol><li>{OTHER}</li></ol></div>",
        f"<p>Lesen Sie auch: {OTHER}</p>",
    ],
)
def test_parse_html_reads_nothing_of_other_stories(middle: str) -> None:
    paragraphs = read_paragraphs(build_page(middle=middle))
    assert "Gao" not in " ".join(paragraphs)
    assert [text for text in paragraphs if text in STORY] == list(STORY)


@pytest.mark.parametrize(
    "middle",
    [
        "<p>He said: <a href='/statement'>Read the order, and leave.</a> They did, within an hour of hearing it.</p>",
        "<p>Related units of the brigade went home from <a href='/k1'>K1 base</a> a week later.</p>",
        "<p>More news of the handover is to be given to the press by the ministry on Tuesday.</p>",
        "<div class='text share'><p>Troops share the base with the police, the ministry said on Monday.</p></div>",
        "<blockquote><p>We leave as friends, and we leave the place clean, the colonel said.</p></blockquote>",
    ],
)
def test_parse_html_keeps_sentences_that_look_like_ways_to_other_stories(middle: str) -> None:
    page = build_page(middle=middle)
    kept = [text for text in read_paragraphs(page) if text != TITLE and text not in STORY]
    assert len(kept) == (0 if "share" in middle else 1)


def test_parse_html_believes_no_class_that_would_leave_out_most_of_the_text() -> None:
    page = (
        build_page()
        .replace("<article>", "<article><div class='sidebar-grid'>")
        .replace("</article>", "</div></article>")
    )
    parts = page.replace("</p><p>", "</p></div><div class='sidebar-grid promo'><p>")
    assert read_paragraphs(parts) == [TITLE, *STORY]


def test_parse_html_reads_a_paragraph_that_the_page_repeats_once() -> None:
    assert read_paragraphs(build_page(after=f"<div class='mobile'><p>{STORY[0]}</p></div>")) == [TITLE, *STORY]


def test_parse_html_divides_paragraphs_that_are_only_broken() -> None:
    page = build_page().replace("</p><p>", "<br><br>")
    assert read_paragraphs(page) == [TITLE, *STORY]


@pytest.mark.parametrize(
    "above",
    [
        f"<h1>{TITLE}</h1><time datetime='2020-04-05'>5 April 2020</time>",
        f"<h2 class='headline'>{TITLE}</h2><p class='byline'>By Ann Lee</p><time>5 April 2020</time>",
        f"<div><h1>{TITLE}</h1></div><span>Share</span><div class='related'><h3><a href='/gao'>{OTHER}</a></h3></div>",
    ],
)
def test_parse_html_of_a_short_article_keeps_its_paragraphs_apart(above: str) -> None:
    body = f"<p>{LEAD}</p><p>Their keys went to the army.</p>"
    article = f"<article>{above}{body}</article>"
    page = f"<!doctype html><html><head><title>{TITLE}</title></head><body>{article}</body></html>"
    paragraphs = read_paragraphs(page)
    assert paragraphs[0] == TITLE
    assert paragraphs[-2:] == [LEAD, "Their keys went to the army."]
    assert not any(OTHER in paragraph for paragraph in paragraphs)


def test_parse_html_of_many_short_articles_keeps_the_paragraphs_of_each_apart() -> None:
    parts = [(f"Column {number}", f"Soldiers of brigade {number} left the camp.") for number in range(60)]
    articles = "".join(f"<article><h3>{head}</h3><p>{text}</p></article>" for head, text in parts)
    paragraphs = read_paragraphs(f"<!doctype html><html><head><title>News</title></head><body>{articles}</body></html>")
    assert [text for _, text in parts if text not in paragraphs] == []


@pytest.mark.parametrize("tag", ["time", "q", "label", "output", "span", "a"])
def test_parse_html_keeps_a_part_of_a_sentence_whatever_marks_it(tag: str) -> None:
    page = build_page(
        middle=f"<p>The third brigade will leave the camp on <{tag}>23 August</{tag}> at noon, he said.</p>"
    )
    sentence = "The third brigade will leave the camp on 23 August at noon, he said."
    assert read_paragraphs(page) == [TITLE, STORY[0], sentence, *STORY[1:]]


def test_parse_html_takes_the_day_of_a_byline_for_no_sentence() -> None:
    page = build_page(below="<p class='byline'>By Ann Lee, <time datetime='2020-04-05'>5 April 2020</time></p>")
    assert read_paragraphs(page) == [TITLE, *STORY]
