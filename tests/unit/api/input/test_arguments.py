from datetime import date
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema

from service.api.events.arguments import EventArguments, EventArgumentsSchema
from service.api.input.arguments import (
    MAX_NARROWED,
    NoArgumentsSchema,
    PageArgumentsSchema,
    QueryParser,
    narrow_schema,
)
from service.domain.queries import DateRange
from service.errors import ParameterError

APP = Flask(__name__)


def parse(query: str, schema: Schema | None = None) -> Any:
    with APP.test_request_context(f"/?{query}"):
        return QueryParser().parse(schema or EventArgumentsSchema(), location="query")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EventArguments(limit=50)),
        ("base=k1", EventArguments(limit=50, chosen={"base": ["k1"]})),
        ("base=k1&base=K-1", EventArguments(limit=50, chosen={"base": ["k1", "K-1"]})),
        ("base=k1,K-1", EventArguments(limit=50, chosen={"base": ["k1", "K-1"]})),
        ("base=k1,%20K-1&base=x", EventArguments(limit=50, chosen={"base": ["k1", "K-1", "x"]})),
        ("base=k1,k1&base=k1", EventArguments(limit=50, chosen={"base": ["k1"]})),
        ("actor=US-led%20coalition", EventArguments(limit=50, chosen={"actor": ["US-led coalition"]})),
        ("source=a&type=b", EventArguments(limit=50, chosen={"source": ["a"], "type": ["b"]})),
        ("limit=200&cursor=abc", EventArguments(limit=200, cursor="abc")),
        *(
            (f"min_confidence={value}", EventArguments(limit=50, chosen={"min_confidence": float(value)}))
            for value in ("0", "1", "0.8", "0.80", "1.0", "8e-1", "1E-3", "-0")
        ),
        (
            "date=2020-03,../2019-12-31",
            EventArguments(
                limit=50,
                chosen={"date": [DateRange(date(2020, 3, 1), date(2020, 3, 31)), DateRange(None, date(2019, 12, 31))]},
            ),
        ),
    ],
)
def test_parse_well_formed_query_gives_checked_values(query: str, expected: EventArguments) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("bse=k1", "bse", "base"),
        ("BASE=k1", "BASE", "base"),
        ("dat=2020", "dat", "date"),
        ("sources=x", "sources", "source"),
        ("zzz=1", "zzz", None),
        ("limit=0&" + "&".join(f"z{n}=1" for n in range(50)), "z0", None),
        ("min_sources=0&limit=0&date=x", "min_sources", None),
        *(
            (f"min_confidence={value}", "min_confidence", None)
            for value in ("", "nan", "inf", "-inf", "1.5", "-0.1", "1e1", "1e400", "high", "0,5", ".5", "1.", "00.5")
        ),
        *(
            (f"min_confidence={value}", "min_confidence", None)
            for value in ("%2B1", "%200.5", "0.5%0A", "0_5", "%D9%A1")
        ),
        ("min_confidence=0.5&min_confidence=0.5", "min_confidence", None),
        ("min_confidence=0." + "0" * 5000, "min_confidence", None),
        ("=1", "", None),
        ("limit=0&bse=k1", "bse", "base"),
        ("limit=0", "limit", None),
        ("limit=201", "limit", None),
        ("limit=-1", "limit", None),
        ("limit=1.5", "limit", None),
        ("limit=1_0", "limit", None),
        ("limit=%2010", "limit", None),
        ("limit=%D9%A1", "limit", None),
        ("limit=", "limit", None),
        ("limit=99999999999999999999999", "limit", None),
        ("limit=1&limit=1", "limit", None),
        ("cursor=a&cursor=a", "cursor", None),
        ("cursor=", "cursor", None),
        ("cursor=" + "a" * 2049, "cursor", None),
        ("base=", "base", None),
        ("base=k1,", "base", None),
        ("base=,", "base", None),
        ("base=k1&base=%20", "base", None),
        ("base=" + "a" * 201, "base", None),
        ("base=" + ",".join(f"b{n}" for n in range(51)), "base", None),
        ("base=k1" + "&base=k1" * 50, "base", None),
        ("base=k%001", "base", None),
        ("actor=a%0Ab", "actor", None),
        ("updated_since=2020-01-01T00:00:00." + "0" * 200 + "Z", "updated_since", None),
        ("as_of=2020-01-01T00:00:00." + "0" * 200 + "Z", "as_of", None),
        ("date=yesterdayish", "date", None),
        ("date=2020,nonsense", "date", None),
        ("date=" + "2" * 5000, "date", None),
    ],
)
def test_parse_ill_formed_query_names_parameter_and_what_is_allowed(
    query: str, parameter: str, nearest: str | None
) -> None:
    with pytest.raises(ParameterError) as refusal:
        parse(query)
    assert refusal.value.parameter == parameter
    assert refusal.value.nearest == nearest
    assert refusal.value.allowed
    assert len(str(refusal.value)) < 500


def test_parse_parameter_where_none_is_taken_raises_parameter_error() -> None:
    with pytest.raises(ParameterError) as refusal:
        parse("limit=1", NoArgumentsSchema())
    assert refusal.value.allowed == "no parameter"


@pytest.mark.parametrize("schema", [EventArgumentsSchema(), PageArgumentsSchema()])
def test_schema_every_parameter_tells_what_it_means_and_what_is_allowed(schema: Schema) -> None:
    for field in schema.fields.values():
        assert field.metadata["description"]
        assert field.metadata["allowed"]


@given(st.lists(st.tuples(st.text(max_size=10), st.text(max_size=30)), max_size=5))
def test_parse_any_query_gives_arguments_or_a_parameter_error(pairs: list[tuple[str, str]]) -> None:
    with APP.test_request_context("/", query_string=dict(pairs)):
        try:
            arguments = QueryParser().parse(EventArgumentsSchema(), location="query")
        except ParameterError:
            return
    assert isinstance(arguments, EventArguments)


def test_parse_of_many_combinations_of_parameters_keeps_no_more_of_them_than_there_is_room_for() -> None:
    schema, names = EventArgumentsSchema(), ("base", "actor", "source", "type", "country", "q", "sort", "limit")
    values = {"sort": "date", "limit": "7", "type": "attack"}
    for picks in product((False, True), repeat=8):
        given = [name for name, is_given in zip(names, picks, strict=False) if is_given]
        found = parse("&".join(f"{name}={values.get(name, 'x')}" for name in given), schema)
        assert set(found.chosen) == {name for name in given if name not in {"sort", "limit"}}
        assert found.limit == (7 if "limit" in given else 50)
    assert narrow_schema.cache_info().currsize <= MAX_NARROWED
    # What is not known is told by all that is.
    with pytest.raises(ParameterError, match="did you mean `base`"):
        parse("limit=7&bse=k1", schema)
    with pytest.raises(ParameterError, match="more than once"):
        parse("limit=7&limit=8", schema)
