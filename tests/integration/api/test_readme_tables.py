"""The API's README's lines for tables give what the API gave: the code of Namibia is there, and numbers are numbers."""

import datetime as dt
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from service.app import create_app
from service.domain.events.reports import Status
from service.settings import Settings
from service.storage.database.engine import open_transaction
from service.storage.names.gazetteer import save_gazetteer
from tests.builders import (
    EVENT_TYPES,
    build_base,
    build_country,
    build_day,
    build_gazetteer,
    build_participation,
    build_report,
)
from tests.integration.api.openapi_runs import serve
from tests.integration.api.telling import COALITION, NOON, PRESS_TV, Telling, Told, store

README = (Path(__file__).parents[3] / "service" / "api" / "README.md").read_text("utf-8")
DAY = dt.date(2020, 3, 29)
BASES = (
    replace(build_base("grootfontein", "Grootfontein", ()), country="NA", region=None, latitude=-19.5, longitude=18.25),
    replace(build_base("rundu", "Rundu", ()), country="NA", region=None, latitude=None, longitude=None),
)


@pytest.fixture
def namibian_engine(engine: Engine) -> Engine:
    """Forces leave two bases in Namibia, one of which nobody has placed."""
    namibia = replace(build_country("NA", "namibia", "Namibia"), aliases=())
    gazetteer = build_gazetteer(bases=BASES, actors=[COALITION], sources=[PRESS_TV], countries=[namibia])
    with open_transaction(engine) as session:
        save_gazetteer(session, gazetteer, EVENT_TYPES)
    for base in BASES:
        report = build_report(
            "withdrawal", base=base, date=build_day(DAY), participations=[build_participation(COALITION)]
        )
        told = Told(base.slug, replace(report, country="NA", status=Status.OCCURRED), [Telling(PRESS_TV, DAY, "left")])
        store(engine, told, NOON)
    return engine


def find_code(language: str) -> str:
    """The lines of code that README has for a language, under a line that ends with its name."""
    found = re.search(rf"with {language}:\n\n((?:    .+\n)+)", README)
    assert found, f"README has no lines for {language}"
    return re.sub("^    ", "", found[1], flags=re.MULTILINE)


def test_readme_lines_for_pandas_keep_namibia_and_numbers(namibian_engine: Engine) -> None:
    code = find_code(r"Python \(pandas\)").replace("country=IQ", "country=NA")
    names: dict[str, Any] = {}
    with serve(create_app(Settings(), namibian_engine)) as address:
        exec(code.replace("http://127.0.0.1:8000", address), names)  # noqa: S102 - README is our own.
    rows = {row["base"]: row for row in names["left"].to_dict("records")}
    assert {row["country"] for row in rows.values()} == {"NA"}
    assert rows.keys() == {"grootfontein", "rundu"}
    assert rows["grootfontein"]["latitude"] == -19.5
    assert math.isnan(rows["rundu"]["latitude"])
    assert rows["rundu"]["report_count"] == 1


def test_readme_lines_for_r_take_an_empty_cell_alone_for_a_missing_value() -> None:
    assert 'na.strings = ""' in find_code("R")
