"""What a newcomer asks after loading the articles: the same answers from digests and from originals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.__main__ import build_parser
from service.app import create_app
from service.commands.reading import ArticleReader
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.settings import Settings
from service.storage.database.engine import build_engine
from tests.conftest import make_database
from tests.examples import SETTINGS

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
ORIGINALS = SHARED / "seeds"
needs_originals = pytest.mark.skipif(not ORIGINALS.is_dir(), reason="../shared/seeds (the original articles) is absent")

DIGESTS = [str(ROOT / "seeds" / "articles")]
WITH_MANIFEST = [str(ORIGINALS), "--manifest", str(SHARED / "gold" / "manifest.jsonl")]
BARE = [str(ORIGINALS)]
LOADS = {
    "digests": pytest.param(DIGESTS, id="digests"),
    "manifest": pytest.param(WITH_MANIFEST, id="originals", marks=needs_originals),
    "bare": pytest.param(BARE, id="bare originals", marks=needs_originals),
}
K1 = "k1-handover-2020-03-29"
QAYYARAH = "qayyarah-handover-2020-03-26"
AL_QAIM = "al-qaim-withdrawal-2020-03-17"
TAJI = "taji-handover-2020-08-23"


@pytest.fixture(scope="session")
def loaded_engines() -> Iterator[dict[str, Engine]]:
    """Engines of stores that were loaded once, for all tests that only ask, by what was loaded where."""
    engines: dict[str, Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture(params=LOADS.values())
def client(
    request: pytest.FixtureRequest,
    backend: str,
    loaded_engines: dict[str, Engine],
    fixed_pipeline: Pipeline,
) -> FlaskClient:
    arguments: list[str] = request.param
    purpose = f"{backend} {arguments}"
    if purpose not in loaded_engines:
        engine = build_engine(make_database(request, backend, f"questions_{len(loaded_engines)}"))
        load(engine, arguments, fixed_pipeline)
        loaded_engines[purpose] = engine
    return create_app(Settings(), loaded_engines[purpose]).test_client()


def load(engine: Engine, arguments: list[str], pipeline: Pipeline) -> None:
    """Load what the command would with these arguments, with a pipeline that is built already."""
    reader = ArticleReader(build_parser().parse_args(["load", *arguments]), pipeline.gazetteer, SETTINGS)
    load_gazetteer(engine, pipeline)
    for read in reader.read():
        load_article(engine, read, pipeline)
    assert reader.refused == 0


def ask(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/events?{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["items"])


def ids(events: list[dict[str, Any]]) -> set[str]:
    return {event["id"] for event in events}


def test_events_of_k1_all_reports_give_one_handover(client: FlaskClient) -> None:
    events = ask(client, "base=k1")
    assert ids(events) == {K1}
    event = events[0]
    assert (event["type"], event["status"], event["date"]["edtf"]) == ("handover", "occurred", "2020-03-29")
    assert {source["name"] for source in event["sources"]} == {"teleSUR English", "KirkukNow", "Press TV"}
    roles = {(actor["slug"], actor["role"]) for actor in event["actors"]}
    assert {("us-led-coalition", "leaving"), ("iraqi-security-forces", "receiving")} <= roles
    personnel = [figure for figure in event["figures"] if figure["kind"] == "personnel"]
    assert [(figure["low"], figure["best"], figure["high"]) for figure in personnel] == [(300, 300, 300)]


def test_event_of_k1_item_has_plan_in_history_and_every_quote_in_its_article(client: FlaskClient) -> None:
    item = client.get(f"/v1/events/{K1}").get_json()
    assert [entry["status"] for entry in item["history"]] == ["planned", "occurred"]
    assert len(item["reports"]) == item["report_count"] == 4
    supported = {field for report in item["reports"] for quote in report["quotes"] for field in quote["supports"]}
    assert {"type", "status", "base", "date", "actors", "figures"} <= supported


def test_events_of_a_month_undated_and_other_months_are_left_out(client: FlaskClient) -> None:
    found = ids(ask(client, "date=2020-03"))
    assert {K1, QAYYARAH, AL_QAIM} <= found
    assert not any(event.startswith("taji") for event in found)


def test_events_of_actor_and_source_both_filters_hold(client: FlaskClient) -> None:
    assert ids(ask(client, "actor=iraqi-security-forces&source=kirkuknow")) == {K1, QAYYARAH}


def test_events_of_two_bases_either_is_given(client: FlaskClient, request: pytest.FixtureRequest) -> None:
    taji = "taji-handover-undated" if "bare originals" in request.node.name else TAJI
    assert ids(ask(client, "base=k1&base=taji&type=handover")) == {K1, taji}
    assert {event["base"]["slug"] for event in ask(client, "base=k1&base=taji")} == {"k1", "taji"}


def test_events_by_alias_same_as_by_slug(client: FlaskClient) -> None:
    assert ask(client, "base=K-1") == ask(client, "base=k1")


TOLD_BY_ALL = {
    K1,
    QAYYARAH,
    AL_QAIM,
    TAJI,
    "ain-al-asad-attack-2020-01-07",
    "erbil-attack-2020-01-07",
    "iq-vote-2020-01-05",
    "iq-airstrike-2020-01-03",
    "iq-withdrawal-2011-12",
}


@pytest.mark.parametrize("client", [pytest.param(DIGESTS, id="digests")], indirect=True)
def test_events_of_the_digests_are_those_of_a_careful_reader(client: FlaskClient) -> None:
    dated = {"iq-exercise-2020-03-27", "iq-withdrawal-2020-03-25"}
    assert ids(ask(client, "limit=200")) == TOLD_BY_ALL | dated


@pytest.mark.parametrize("client", [pytest.param(WITH_MANIFEST, id="originals", marks=needs_originals)], indirect=True)
def test_events_of_the_originals_are_those_of_a_careful_reader_and_few_others(client: FlaskClient) -> None:
    found = ids(ask(client, "limit=200"))
    assert found >= TOLD_BY_ALL
    # What an encoder takes for an event beside these; how many that may be in all sets, the floors say.
    assert len(found - TOLD_BY_ALL) <= 9


def test_event_of_k1_says_whose_date_it_has_and_who_gives_which(client: FlaskClient) -> None:
    item = client.get(f"/v1/events/{K1}").get_json()
    giver = next(report for report in item["reports"] if report["id"] == item["date_from"])
    assert giver["date"]["edtf"] == "2020-03-29"
    assert "2020-03-29" in {claim["value"] for claim in item["claims"]["dates"]}
    assert {source for claim in item["claims"]["dates"] for source in claim["sources"]} == {
        source["slug"] for source in item["sources"]
    }
    assert item["independent_source_count"] == 3
