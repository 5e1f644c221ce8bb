"""An event with all that is known of it, and who says so."""

from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import MakeExplorer
from tests.browser.reading import Explorer

K1 = "k1-handover-2020-03-29"


def test_k1_has_its_three_sources_and_its_300_personnel(make_explorer: MakeExplorer, seeds_address: str) -> None:
    explorer = make_explorer(seeds_address).open("?base=k1")
    row = explorer.find(
        "#table tr",
    ).filter(has_text="29 Mar 2020")
    assert row.locator(".figure").first.inner_text() == "300 personnel"
    assert row.locator(".sources").inner_text().split("\n\n") == ["KirkukNow", "Press TV", "teleSUR English"]
    explorer.do(row.locator("a[data-event]").click)
    assert explorer.query == {"base": "k1", "event": K1}
    drawer = explorer.find("#event")
    drawer.locator(".source").first.wait_for()
    assert drawer.locator("h2").inner_text().splitlines()[0].startswith("Handover K1 Air Base")
    assert [source.inner_text() for source in drawer.locator(".source h4").all()] == [
        *("Press TV", "KirkukNow", "teleSUR English")
    ]
    rows = drawer.locator(".figure-table tbody tr").all_inner_texts()
    assert rows[0].split("\t") == ["Personnel", "300", "300", "300"]
    assert rows[1] == "300 KirkukNow, teleSUR English"
    assert "United States, US-led coalition → Iraqi security forces" in drawer.locator(".facts").inner_text()


def test_k1_goes_from_plan_to_fact_and_every_sentence_is_one_of_the_api(
    make_explorer: MakeExplorer, seeds_address: str
) -> None:
    explorer = make_explorer(seeds_address)
    explorer.page.goto(f"{seeds_address}?event={K1}")
    steps = explorer.find("#event .steps li")
    steps.first.wait_for()
    assert [step.locator("strong").inner_text() for step in steps.all()] == ["Planned", "Occurred"]
    event = explorer.ask(f"v1/events/{K1}")
    quotes = [quote["text"] for report in event["reports"] for quote in report["quotes"]]
    assert sorted(explorer.find("#event blockquote p").all_inner_texts()) == sorted(quotes)


def test_quotes_are_marked_in_the_texts_of_articles_that_may_be_shown(
    make_explorer: MakeExplorer, seeds_address: str
) -> None:
    explorer = make_explorer(seeds_address)
    explorer.page.goto(f"{seeds_address}?event={K1}")
    told = set()
    for report in explorer.ask(f"v1/events/{K1}")["reports"]:
        text = explorer.ask(f"v1/articles/{report['article']['id']}")["text"]
        told.add((text, tuple(sorted(text[quote["start"] : quote["end"]] for quote in report["quotes"]))))
    explorer.find("#event .report").first.wait_for()
    shown = set()
    for report in explorer.find("#event .report").all():
        report.locator("summary").click()
        report.locator("mark").first.wait_for()
        marked = "".join(report.locator("mark").all_text_contents())
        quotes = sorted(report.locator("blockquote p").all_text_contents())
        assert len(marked) == sum(map(len, quotes))
        shown.add((report.locator(".marked").text_content(), tuple(quotes)))
    assert shown == told


def test_text_that_may_not_be_shown_is_said_to_be_so(explorer: Explorer) -> None:
    explorer.open("?disputed=true")
    explorer.do(explorer.find("#table a[data-event]").first.click)
    report = explorer.find("#event .report").first
    report.locator("summary").click()
    report.get_by_text("The text may not be shown here.").wait_for()


def test_link_of_an_event_is_to_what_is_known_of_it_now(make_explorer: MakeExplorer, seeds_address: str) -> None:
    explorer = make_explorer(seeds_address)
    explorer.page.goto(f"{seeds_address}?event={K1}")
    link = explorer.find("#permalink").get_attribute("href") or ""
    query = parse_qs(urlsplit(link).query)
    assert query.keys() == {"event", "as_of"}
    assert explorer.ask(f"v1/events/{K1}?as_of={query['as_of'][0]}") == explorer.ask(f"v1/events/{K1}")
    explorer.page.goto(link)
    explorer.find("#event .source").first.wait_for()
    explorer.find("#event .close").click()
    explorer.wait()
    assert explorer.query == {"as_of": query["as_of"][0]}


def test_event_that_is_disputed_says_on_what_and_who_says_which(explorer: Explorer) -> None:
    explorer.open("?disputed=true")
    explorer.find("#table a[data-event]").first.click()
    assert explorer.find(".disputed-box h3").inner_text() == "Sources disagree on the figures"
    assert explorer.find(".figure-table tbody td").all_inner_texts()[:3] == ["200", "200", "900"]


def test_event_that_is_none_is_told_in_the_words_of_the_api(explorer: Explorer) -> None:
    explorer.page.goto(f"{explorer.address}?event=k1-handover-1999-01-01")
    assert "k1-handover-1999-01-01" in explorer.find("#event .problem").inner_text()


def test_drawer_is_closed_by_escape_and_back_opens_it_again(explorer: Explorer) -> None:
    explorer.open()
    first = explorer.ids[0]
    explorer.do(explorer.find("#table a[data-event]").first.click)
    explorer.do(lambda: explorer.page.keyboard.press("Escape"))
    assert explorer.query == {}
    explorer.do(explorer.page.go_back)
    assert explorer.query == {"event": first}
    assert explorer.find("#event").is_visible()
