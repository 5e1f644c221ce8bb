"""Whatever is chosen in the page is in its address, and all views show it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import MakeExplorer
from tests.browser.reading import Explorer


def test_page_shows_all_events_with_the_sentence_of_each(explorer: Explorer) -> None:
    explorer.open()
    assert explorer.count == explorer.ask("v1/events?count=exact&limit=1")["count"]
    assert len(explorer.ids) == 25 == explorer.find("#table blockquote").count()
    assert explorer.find("#table").inner_text().count("says that it was") == 25


def test_filter_by_base_that_is_picked_by_its_name_is_in_the_address(explorer: Explorer) -> None:
    explorer.open().pick("base", "k1")
    assert explorer.query == {"base": "k1"}
    assert explorer.count == explorer.ask("v1/events?base=k1&count=exact")["count"] == len(explorer.ids)
    assert {place.inner_text() for place in explorer.find("#table .place").all()} == {"K1 Air Base"}
    assert explorer.find(".chip").inner_text().startswith("Base: K1 Air Base")


def test_filters_of_two_kinds_and_two_values_are_joined_and_taken_back_by_their_chips(explorer: Explorer) -> None:
    explorer.open().pick("type", "hand").pick("country", "Iraq").pick("country", "Germany")
    assert explorer.query == {"type": "handover", "country": "IQ,DE"}
    assert explorer.count == explorer.ask("v1/events?type=handover&country=IQ,DE&count=exact")["count"]
    explorer.do(explorer.page.get_by_role("button", name="Remove Country: Iraq").click)
    assert explorer.query == {"type": "handover", "country": "DE"}
    explorer.do(explorer.find("#reset").click)
    assert explorer.query == {}


def test_picker_says_how_many_events_each_value_has_beside_the_other_filters(explorer: Explorer) -> None:
    explorer.open("?type=attack").find("#pick-status").click()
    options = explorer.find("#pick-status-list [role=option]:not([aria-disabled])")
    options.first.wait_for()
    shown = dict(text.splitlines() for text in options.all_inner_texts())
    counts = explorer.ask("v1/events/summary?by=status&type=attack")["items"]
    assert shown == {item["status"].capitalize(): str(item["count"]) for item in counts}


def test_filter_by_another_name_of_a_base_is_suggested_by_the_api(explorer: Explorer) -> None:
    explorer.open().find("#pick-base").click()
    field = explorer.page.get_by_role("combobox", name="Find:")
    field.fill("k-1")
    option = explorer.find("#pick-base-list [role=option]").filter(has_text="K1 Air Base")
    option.wait_for()
    explorer.do(option.click)
    assert explorer.query == {"base": "k1"}
    assert explorer.count == explorer.ask("v1/events?base=k1&count=exact")["count"]


def test_dot_of_the_map_that_is_clicked_filters_by_its_base(explorer: Explorer) -> None:
    explorer.open()
    count = explorer.ask("v1/events?base=ramstein&count=exact")["count"]
    explorer.do(explorer.page.get_by_role("button", name=f"Ramstein, {count} events").click)
    assert explorer.query == {"base": "ramstein"}
    assert explorer.count == count


def test_dot_of_the_map_says_the_sentence_of_its_latest_event(explorer: Explorer) -> None:
    explorer.open().page.get_by_role("button", name="Ramstein, ").hover()
    explorer.find(".leaflet-tooltip blockquote").wait_for()
    assert "says that it was" in explorer.find(".leaflet-tooltip").inner_text()


def test_area_of_the_map_that_is_searched_is_the_bbox(explorer: Explorer) -> None:
    explorer.open().page.get_by_role("button", name="Zoom in").click()
    explorer.do(explorer.find("#search-area").click)
    west, south, east, north = map(float, explorer.query["bbox"].split(","))
    assert west < east
    assert south < north
    assert explorer.count == explorer.ask(f"v1/events?bbox={explorer.query['bbox']}&count=exact")["count"]
    assert explorer.find(".map .area").count() == 1


def test_events_without_coordinates_are_counted_and_shown(explorer: Explorer) -> None:
    explorer.open()
    count = explorer.ask("v1/events?base=hidden&count=exact")["count"]
    assert explorer.find("#unplaced").inner_text() == f"{count} of {explorer.count} have no coordinates"
    explorer.do(explorer.find("#unplaced button").click)
    assert explorer.count == count
    assert {place.inner_text() for place in explorer.find("#table .place").all()} == {"Hidden Base"}


def test_span_of_the_timeline_that_is_brushed_is_the_date(explorer: Explorer) -> None:
    explorer.open().brush(0.02, 0.3)
    first, last = explorer.query["date"].split("/")
    assert "2019-01" <= first < last < "2020-01"
    expected = explorer.ask(f"v1/events?date={explorer.query['date']}&count=exact")["count"]
    assert 0 < explorer.count == expected
    explorer.do(explorer.page.get_by_role("button", name="Years").click)
    assert explorer.query["by"] == "year"
    assert explorer.count == expected


def test_undated_events_are_counted_and_shown(explorer: Explorer) -> None:
    explorer.open()
    text = explorer.find("#undated").inner_text()
    explorer.do(explorer.find("#undated button").click)
    assert text == f"{explorer.count} undated"
    assert {when.inner_text().split()[0] for when in explorer.find("#table .when").all()} == {"Undated"}


def test_words_sources_and_disputes_are_filters(explorer: Explorer) -> None:
    explorer.open().do(lambda: explorer.find("#words").fill("taji"))
    explorer.do(lambda: explorer.find("#min-sources").select_option("2"))
    explorer.do(explorer.find("#disputed").check)
    assert explorer.query == {"q": "taji", "min_sources": "2", "disputed": "true"}
    assert explorer.count == 1
    assert explorer.find("#table .disputed").inner_text() == "Disputed"


def test_list_is_sorted_and_paged(explorer: Explorer) -> None:
    explorer.open().do(explorer.find("#sort-date").click)
    assert explorer.query == {"sort": "date"}
    ids = explorer.read_all_ids()
    assert len(ids) == len(set(ids)) == explorer.count
    explorer.do(explorer.find("#first-page").click)
    assert explorer.ids == ids[:25]
    explorer.do(lambda: explorer.find("#sort").select_option("-first_reported"))
    assert explorer.ids == [item["id"] for item in explorer.ask("v1/events?sort=-first_reported&limit=25")["items"]]


def test_back_and_reload_keep_what_is_shown(explorer: Explorer) -> None:
    explorer.open().pick("base", "k1").brush(0.1, 0.9)
    query, ids = explorer.query, explorer.ids
    explorer.page.reload()
    assert (explorer.wait().query, explorer.ids) == (query, ids)
    explorer.do(explorer.page.go_back)
    assert explorer.query == {"base": "k1"}
    explorer.do(explorer.page.go_back)
    assert explorer.query == {}
    assert explorer.count > len(ids)
    explorer.do(explorer.page.go_forward)
    assert explorer.query == {"base": "k1"}


@pytest.mark.parametrize(
    ("query", "told", "mended"),
    [("?bse=k1", "did you mean `base`?", {"base": "k1"}), ("?status=ocurred", "occurred", {"status": "occurred"})],
)
def test_question_that_the_api_refuses_is_told_in_its_words_and_mended(
    explorer: Explorer, query: str, told: str, mended: dict[str, str]
) -> None:
    explorer.open(query)
    assert told in explorer.find("#problem").inner_text()
    explorer.do(explorer.find("#problem button").click)
    assert explorer.query == mended
    assert explorer.find("#problem").is_hidden()
    assert explorer.count > 0


def test_page_below_a_prefix_of_a_proxy_asks_below_it(make_explorer: MakeExplorer, address: str) -> None:
    explorer = make_explorer(address)
    host = urlsplit(explorer.address).netloc
    asked = []

    def pass_on(route: Route) -> None:
        asked.append(urlsplit(route.request.url).path)
        route.continue_(url=route.request.url.replace(f"{host}/news/", f"{host}/"))

    explorer.page.route("**/*", pass_on)
    explorer.address = f"{explorer.address}news/"
    explorer.open("?base=k1")
    assert explorer.find("#table .place").first.inner_text() == "K1 Air Base"
    assert all(path.startswith("/news/") for path in asked)
