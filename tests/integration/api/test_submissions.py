"""Texts that are sent: what is found in them, and what is stored."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from service.app import create_app
from service.domain.access import Scope
from service.errors import SettingsError
from service.loader.files.markup import parse_page
from service.loader.readers.submissions import SubmissionService
from service.loader.runs.loading import load_gazetteer
from service.loader.seeds.gazetteer import SEED_FILES
from service.settings import Extraction, Settings
from tests.builders import build_base, build_gazetteer
from tests.integration.api.sending import SETTINGS, build_app, join_lines, make_key
from tests.integration.api.test_problems import assert_problem
from tests.integration.loader.states import read_state
from tests.loading import build_pipeline
from tests.packing import pack

TEXT = "handover k1 2020-03-29"
NDJSON = "application/x-ndjson"
PAGE = (
    f"<html><head><title>News</title></head><body><article><p>{TEXT}</p><p># {'word ' * 60}</p></article></body></html>"
)


@pytest.fixture
def client(engine: Engine) -> FlaskClient:
    client = build_app(engine).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = make_key(engine, Scope.WRITE)["Authorization"]
    return client


def send_lines(client: FlaskClient, *lines: bytes | str | dict[str, Any], **options: Any) -> list[Any]:
    data = join_lines(json.dumps(line) if isinstance(line, dict) else line for line in lines)
    answer = client.post("/v1/articles", data=data, content_type=NDJSON, **options)
    assert (answer.status_code, answer.mimetype) == (200, NDJSON), answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def list_event_ids(client: FlaskClient) -> list[str]:
    return [event["id"] for event in client.get("/v1/events").get_json()["items"]]


def test_revision_of_a_change_is_that_of_the_next_answer(client: FlaskClient) -> None:
    created = client.post("/v1/articles", json={"text": TEXT})
    assert created.headers["Basewatch-Revision"] == str(created.get_json()["revision"])
    again = client.post("/v1/articles", json={"text": TEXT})
    (line,) = send_lines(client, {"text": TEXT})
    read = client.get("/v1/bases")
    assert {created.headers["Basewatch-Revision"], again.headers["Basewatch-Revision"]} == {
        read.headers["Basewatch-Revision"]
    }
    assert line["article"]["revision"] == created.get_json()["revision"]
    removed = client.delete(created.headers["Location"])
    assert int(removed.headers["Basewatch-Revision"]) == created.get_json()["revision"] + 1
    assert client.get("/v1/events").headers["Basewatch-Revision"] == removed.headers["Basewatch-Revision"]


def test_extract_gives_reports_and_stores_nothing(client: FlaskClient, engine: Engine) -> None:
    before = read_state(engine)
    answer = client.post("/v1/extract", json={"text": TEXT, "source": "PressTV", "published": "2020-03-30"})
    found = answer.get_json()
    assert answer.status_code == 200
    assert {name: found[name] for name in ("file", "source", "published")} == {
        "file": "-",
        "source": "press-tv",
        "published": "2020-03-30",
    }
    assert [(report["type"], report["date"]) for report in found["reports"]] == [("handover", "2020-03-29")]
    assert read_state(engine) == before


def test_article_sent_is_created_and_sent_again_unchanged(client: FlaskClient) -> None:
    first = client.post("/v1/articles", json={"text": TEXT, "source": "Press TV"})
    assert first.status_code == 201
    assert first.get_json()["outcome"] == "loaded"
    assert first.get_json()["events"] == {"added": 1, "changed": 0, "merged": 0, "removed": 0}
    article = client.get(first.headers["Location"]).get_json()
    assert (article["id"], article["source"]["slug"]) == (first.get_json()["id"], "press-tv")
    again = client.post("/v1/articles", json={"text": TEXT, "source": "Press TV"})
    assert (again.status_code, again.get_json()["outcome"]) == (200, "unchanged")
    assert "Location" not in again.headers
    assert list_event_ids(client) == ["k1-handover-2020-03-29"]


@pytest.mark.parametrize("name", ["url", "file"])
def test_article_corrected_takes_the_place_of_its_earlier_state(client: FlaskClient, name: str) -> None:
    known = {name: "https://news.example/1", "source": "Press TV"}
    client.post("/v1/articles", json={"text": TEXT, **known})
    corrected = client.post("/v1/articles", json={"text": "handover taji 2020-03-29", **known})
    assert (corrected.status_code, corrected.get_json()["outcome"]) == (201, "replaced")
    assert list_event_ids(client) == ["taji-handover-2020-03-29"]


def test_articles_without_a_name_are_never_taken_for_states_of_one(client: FlaskClient) -> None:
    for base in ("k1", "taji"):
        answer = client.post("/v1/articles", json={"text": f"handover {base} 2020-03-29", "source": "Press TV"})
        assert answer.get_json()["outcome"] == "loaded"
    assert sorted(list_event_ids(client)) == ["k1-handover-2020-03-29", "taji-handover-2020-03-29"]


def test_article_sent_as_a_page_gives_its_text_and_title(client: FlaskClient) -> None:
    answer = client.post("/v1/articles", json={"html": PAGE})
    assert answer.status_code == 201
    assert client.get(answer.headers["Location"]).get_json()["title"] == "News"


def test_article_removed_is_gone_with_its_events(client: FlaskClient) -> None:
    path = client.post("/v1/articles", json={"text": TEXT}).headers["Location"]
    removed = client.delete(path)
    assert (removed.status_code, removed.data) == (204, b"")
    assert "Content-Type" not in removed.headers
    assert list_event_ids(client) == []
    assert_problem(client.get(path), 404)
    assert_problem(client.delete(path), 404)


def test_articles_sent_as_lines_have_a_result_for_each(client: FlaskClient) -> None:
    results = send_lines(
        client,
        {"text": TEXT, "file": "1.txt"},
        "",
        "{",
        {"text": ""},
        {"text": TEXT, "file": "1.txt"},
        {"text": "# unreadable"},
        {"txt": TEXT},
        b'{"text": "\xff"}',
        r'{"\ud800": 1, "text": "x"}',
        {"text": "handover taji 2020-03-29"},
    )
    assert [(result["line"], result["status"]) for result in results] == [
        *((1, 201), (3, 400), (4, 422), (5, 200), (6, 422), (7, 422), (8, 400), (9, 422), (10, 201)),
    ]
    for result in results:
        assert (result["article"] is None) == (result["status"] >= 400)
        assert (result["problem"] is None) == (result["status"] < 400)
    assert results[5]["problem"]["nearest"] == "text"
    assert len(list_event_ids(client)) == 2


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{}\n" * 1_001])
def test_articles_as_no_or_too_many_lines_are_400(client: FlaskClient, data: bytes) -> None:
    assert_problem(client.post("/v1/articles", data=data, content_type=NDJSON), 400)


def test_articles_as_lines_to_a_store_that_is_away_are_refused_at_once(client: FlaskClient, engine: Engine) -> None:
    send_lines(client, {"text": TEXT})
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE article RENAME TO elsewhere"))
    results = send_lines(client, *({"text": f"handover k1 2020-03-{day}"} for day in (10, 11, 12)))
    assert [(result["line"], result["status"]) for result in results] == [(1, 503), (2, 503), (3, 503)]


def test_article_sent_changes_no_name_that_is_stored(client: FlaskClient, engine: Engine) -> None:
    load_gazetteer(engine, build_pipeline(build_gazetteer(bases=[build_base(name="Renamed Base")])))
    client.post("/v1/articles", json={"text": TEXT})
    assert client.get("/v1/bases/k1").get_json()["name"] == "Renamed Base"


@pytest.mark.parametrize("path", ["/v1/extract", "/v1/articles"])
def test_text_beyond_what_is_read_is_422(engine: Engine, path: str) -> None:
    app = create_app(SETTINGS, engine, lambda: SubmissionService(build_pipeline(), parse_page, max_characters=100))
    answer = app.test_client().post(path, json={"text": "# " + "x" * 99}, headers=make_key(engine, Scope.WRITE))
    assert "101 characters; the limit is 100" in assert_problem(answer, 422)["detail"]


def test_body_packed_with_gzip_is_read(client: FlaskClient) -> None:
    data = pack(json.dumps({"text": TEXT}).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    assert client.post("/v1/articles", data=data, headers=headers).status_code == 201


BAD_BODIES: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 400),
    "cut off": (b'{"text": "x', 400),
    "array": (b"[]", 400),
    "number": (b"1", 400),
    "null": (b"null", 400),
    "not UTF-8": (b'{"text": "\xff"}', 400),
    "UTF-16": ('{"text": "x"}'.encode("utf-16"), 400),
    "nested deep": (b'{"text":' + b"[" * 4_000, 400),
    "nested deep and closed": (b'{"text":' + b"[" * 2_000 + b"]" * 2_000 + b"}", 400),
    "nested": (b'{"text": {"text": "x"}}', 422),
    "twice the same member": (b'{"text": "x", "text": "y"}', 400),
    "nothing": (b"{}", 422),
    "text and page": (b'{"text": "x", "html": "<p>x</p>"}', 422),
    "no text": (b'{"text": " \\n"}', 422),
    "text of numbers": (b'{"text": 5}', 422),
    "NUL": (b'{"text": "handover\\u0000"}', 422),
    "half a surrogate pair": (b'{"text": "\\ud800"}', 422),
    "name of half a surrogate pair": (b'{"text": "x", "\\ud800": 1}', 422),
    "title of half a surrogate pair": (b'{"text": "x", "title": "\\ud800"}', 422),
    "empty source": (b'{"text": "x", "source": ""}', 422),
    "source without letters": (b'{"text": "x", "source": "..."}', 422),
    "long source": (b'{"text": "x", "source": "' + b"s" * 201 + b'"}', 422),
    "source of long letters": (('{"text": "x", "source": "' + "\u0434" * 150 + '"}').encode(), 422),
    "day in another spelling": (b'{"text": "x", "published": "20200329"}', 422),
    "week": (b'{"text": "x", "published": "2020-W13-7"}', 422),
    "day as a number": (b'{"text": "x", "published": 20200329}', 422),
    "day before 1900": (b'{"text": "x", "published": "1899-12-31"}', 422),
    "day after tomorrow": (b'{"text": "x", "published": "2026-02-02"}', 422),
    "relative address": (b'{"text": "x", "url": "/k1"}', 422),
    "address of another kind": (b'{"text": "x", "url": "ftp://news.example/k1"}', 422),
    "script for an address": (b'{"text": "x", "url": "javascript:alert(1)"}', 422),
    "address with a line break": (b'{"text": "x", "url": "https://news.example/k1\\n"}', 422),
    "no language": (b'{"text": "x", "language": "en_US"}', 422),
    "title of line breaks": (b'{"text": "x", "title": "' + b"\\n" * 2_000 + b'"}', 422),
    "title of spaces": (b'{"text": "x", "title": "  "}', 422),
    "title in two lines": (b'{"text": "x", "title": "One\\ntwo"}', 422),
    "file of control characters": (b'{"text": "x", "file": "\\u001b[2J"}', 422),
    "no day": (b'{"text": "x", "published": "yesterday"}', 422),
    "no rendition": (b'{"text": "x", "rendition": "half"}', 422),
    "unknown language of rules": (b'{"text": "unreadable"}', 422),
    "page without an article": (b'{"html": "<html></html>"}', 422),
    "empty page": (b'{"html": ""}', 422),
    "too large": (b'{"text": "' + b"x" * 5_000 + b'"}', 413),
}


def test_articles_of_publishers_whose_names_differ_by_a_sign_are_of_two_sources(client: FlaskClient) -> None:
    for number, name in enumerate(("Canal", "Canal+", "Al-Jazeera!", "Al Jazeera +"), start=10):
        sent = {"text": f"handover k1 2020-03-{number}", "source": name}
        assert client.post("/v1/articles", json=sent).status_code == 201
        assert client.post("/v1/articles", json=sent).status_code == 200
    sources = {source["name"]: source for source in client.get("/v1/sources").get_json()["items"]}
    assert {"Canal", "Canal+", "Al-Jazeera!", "Al Jazeera +"} <= set(sources)
    for name in ("Canal", "Canal+", "Al-Jazeera!", "Al Jazeera +"):
        slug = sources[name]["slug"]
        assert client.get(f"/v1/sources/{quote(name)}").get_json()["slug"] == slug
        for asked in (name, slug):
            [event] = client.get("/v1/events", query_string={"source": asked}).get_json()["items"]
            assert [source["name"] for source in event["sources"]] == [name]


@pytest.mark.parametrize("path", ["/v1/extract", "/v1/articles"])
def test_bad_body_is_a_problem_and_stores_nothing(client: FlaskClient, path: str) -> None:
    for name, (data, status) in BAD_BODIES.items():
        answer = client.post(path, data=data, content_type="application/json")
        assert answer.status_code == status, name
        assert_problem(answer, status)
    assert client.get("/v1/articles").get_json()["items"] == []


@pytest.mark.parametrize(("sent", "accepted"), [("application/json", NDJSON), (NDJSON, "application/json")])
def test_body_whose_answer_is_not_accepted_is_406_and_stores_nothing(
    client: FlaskClient, sent: str, accepted: str
) -> None:
    data = b'{"text": "handover k1 2020-03-29"}\n'
    answer = client.post("/v1/articles", data=data, content_type=sent, headers={"Accept": accepted})
    assert_problem(answer, 406)
    assert list_event_ids(client) == []


@pytest.mark.parametrize("path", ["/v1/extract", "/v1/articles"])
def test_body_of_another_type_is_415(client: FlaskClient, path: str) -> None:
    for content_type in ("", "text/plain", "application/xml", "multipart/form-data", "nonsense"):
        assert_problem(client.post(path, data=b'{"text": "x"}', headers={"Content-Type": content_type}), 415)
    assert_problem(client.post(path, data=b'{"text": "x"}'), 415)


@pytest.mark.parametrize(
    ("encoding", "data", "status"),
    [
        ("gzip", b'{"text": "x"}', 400),
        ("gzip", pack(b'{"text": "x"}')[:-5], 400),
        ("gzip", pack(b'{"text": "x"}') + b"more", 400),
        ("gzip", pack(b'{"text": "' + b"x" * 5_000_000 + b'"}'), 413),
        ("br", b"x", 415),
        ("gzip, gzip", b"x", 415),
    ],
    ids=["not packed", "cut off", "goes on", "large when unpacked", "another way", "twice"],
)
def test_body_packed_wrongly_is_a_problem(client: FlaskClient, encoding: str, data: bytes, status: int) -> None:
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    for path in ("/v1/extract", "/v1/articles"):
        assert_problem(client.post(path, data=data, headers=headers), status)


# What a server hands on of a body that comes in chunks, of which nobody tells the length.
CHUNKED = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


@pytest.mark.parametrize(("size", "status"), [(5_001, 413), (50_000, 413), (5_000, 422), (4_999, 422)])
@pytest.mark.parametrize("path", ["/v1/extract", "/v1/articles"])
def test_body_in_chunks_beyond_what_is_taken_is_413(client: FlaskClient, path: str, size: int, status: int) -> None:
    data = b'{"txt": "x"}'.ljust(size)
    answer = client.post(path, data=data, content_type="application/json", environ_overrides=CHUNKED)
    assert_problem(answer, status)


def test_lines_in_chunks_beyond_what_is_taken_are_413_and_none_is_stored(client: FlaskClient) -> None:
    data = join_lines(f'{{"text": "handover k1 2020-03-{day}"}}'.ljust(1_000) for day in range(10, 20))
    answer = client.post("/v1/articles", data=data, content_type=NDJSON, environ_overrides=CHUNKED)
    assert_problem(answer, 413)
    assert list_event_ids(client) == []


def test_body_shorter_than_was_told_is_400(client: FlaskClient) -> None:
    cut = {"CONTENT_LENGTH": "100", "wsgi.input_terminated": True}
    data = b'{"text": "x"}\n'
    assert_problem(client.post("/v1/articles", data=data, content_type=NDJSON, environ_overrides=cut), 400)


def test_page_of_many_elements_in_one_another_is_answered(client: FlaskClient) -> None:
    page = "<div>" * 900
    assert_problem(client.post("/v1/extract", json={"html": page}), 422)


@pytest.mark.parametrize("path", ["/v1/extract", "/v1/articles"])
def test_text_sent_to_a_server_that_reads_none_is_503_naming_the_setting(engine: Engine, path: str) -> None:
    client = create_app(Settings(extraction=Extraction.OFF), engine).test_client()
    answer = client.post(path, json={"text": TEXT}, headers=make_key(engine, Scope.WRITE))
    assert "BASEWATCH_EXTRACTION" in assert_problem(answer, 503)["detail"]


def test_lines_sent_to_a_server_that_reads_none_are_503_at_once(engine: Engine) -> None:
    client = create_app(Settings(extraction=Extraction.OFF), engine).test_client()
    headers = make_key(engine, Scope.WRITE)
    assert_problem(client.post("/v1/articles", data=b"{}\n{}", content_type=NDJSON, headers=headers), 503)


def test_server_that_reads_texts_without_its_names_is_refused_at_the_start(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"BASEWATCH_SEEDS is .*nowhere.*, which is not a folder"):
        create_app(Settings(seeds=tmp_path / "nowhere"), engine)
    with pytest.raises(SettingsError, match=r"has no bases\.csv and no actors\.csv and no sources\.csv"):
        create_app(Settings(seeds=tmp_path), engine)
    create_app(Settings(seeds=tmp_path / "nowhere", extraction=Extraction.OFF), engine)


def test_text_sent_to_a_server_whose_names_cannot_be_read_is_503(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in SEED_FILES:
        (tmp_path / name).write_text("slug\n")
    client = create_app(Settings(seeds=tmp_path), engine).test_client()
    assert "see the log" in assert_problem(client.post("/v1/extract", json={"text": TEXT}), 503)["detail"]
    assert "bases.csv" in caplog.text


def test_same_article_sent_by_many_at_once_is_created_once(engine: Engine) -> None:
    app, headers = build_app(engine, SETTINGS), make_key(engine, Scope.WRITE)

    def send(number: int) -> int:
        return app.test_client().post("/v1/articles", json={"text": TEXT, "file": "1.txt"}, headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == [*[200] * 5, 201]
