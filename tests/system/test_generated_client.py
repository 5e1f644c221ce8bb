"""A client in Python, as anybody generates one from the description: it has every operation, and gets answers."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

PACKAGE = "basewatch_client"
# The one thing that the generator does not know: a body of lines of JSON, beside the one of JSON, which it does.
UNKNOWN = "Unsupported content type application/x-ndjson"


@pytest.fixture(scope="module")
def generated(seeds_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a generated client, which can be imported from."""
    folder = tmp_path_factory.mktemp("generated")
    with urlopen(f"{seeds_address}/v1/openapi.json") as answer:  # noqa: S310 - our own server.
        (folder / "openapi.json").write_bytes(answer.read())
    (folder / "config.yml").write_text(f"package_name_override: {PACKAGE}\npost_hooks: []\n", "utf-8")
    command = [str(Path(sys.executable).parent / "openapi-python-client"), "generate", "--meta", "none"]
    options = ["--path", "openapi.json", "--config", "config.yml", "--output-path", PACKAGE]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line for line in (done.stdout + done.stderr).splitlines() if "parsing" in line or "Unable" in line]
    assert len(told) == 1, done.stdout
    assert UNKNOWN in done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def find(name: str) -> ModuleType:
    return importlib.import_module(f"{PACKAGE}.api.{name}")


def word(enumeration: str, value: str) -> Any:
    return getattr(importlib.import_module(f"{PACKAGE}.models"), enumeration)(value)


def connect(seeds_address: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.client").Client(base_url=seeds_address)


def test_generated_client_has_every_operation(seeds_client: FlaskClient, generated: Path) -> None:
    document = json.loads(seeds_client.get("/v1/openapi.json").text)
    operations = [
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    modules = [path for path in (generated / PACKAGE / "api").rglob("*.py") if path.name != "__init__.py"]
    assert len(modules) == len(operations)


def test_generated_client_finds_events_and_leaves_bases_out(generated: Path, seeds_address: str) -> None:
    find_events = find("events.list_events").sync
    page = find_events(client=connect(seeds_address), country=["IQ"], not_base=["K-1"], date=["2020"])
    assert "k1-handover-2020-03-29" not in [event.id for event in page.items]
    assert "taji-handover-2020-08-23" in [event.id for event in page.items]
    parts = find_events(client=connect(seeds_address), base=["k1"], fields=[word("ListEventsFieldsItem", "id")])
    assert [event.to_dict() for event in parts.items] == [{"id": "k1-handover-2020-03-29"}]


def test_generated_client_gets_an_event_with_its_quotes_and_its_history(generated: Path, seeds_address: str) -> None:
    event = find("events.get_event").sync("k1-handover-2020-03-29", client=connect(seeds_address))
    assert {source.slug for source in event.sources} == {"kirkuknow", "press-tv", "telesur-english"}
    assert all(quote.text for report in event.reports for quote in report.quotes)
    history = find("changes.list_event_history").sync("k1-handover-2020-03-29", client=connect(seeds_address))
    assert next(iter(history.items)).kind.value == "added"


def test_generated_client_gets_a_problem_as_a_value(generated: Path, seeds_address: str) -> None:
    problem = find("events.list_events").sync(client=connect(seeds_address), base=["K9"])
    assert (problem.status, problem.parameter) == (400, "base")
