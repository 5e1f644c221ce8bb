"""The figures of a race: what wrk printed, what answers say, and the tables."""

import json

import pytest

from tests.benchmarks.race.answers import Export, read_keys
from tests.benchmarks.race.table import Result, build_export_table, build_growth_table, build_table, format_rows
from tests.benchmarks.race.wrk import Request, Timing, parse_output

PRINTED = """Running 3s test @ http://127.0.0.1:8000
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     7.13ms    2.04ms  24.31ms   88.10%
Requests/sec:   1101.35
race requests=3300 duration_us=3000000 bytes=66000000 p50_us=7100 p99_us=15050 refused=2 broken=1
"""


def test_parse_output_gives_the_exact_figures_of_the_run() -> None:
    assert parse_output(PRINTED) == Timing(rate=1100, p50=7.1, p99=15.05, size=20_000, failures=3)


def test_parse_output_of_a_run_without_answers_gives_none() -> None:
    line = "race requests=0 duration_us=3000000 bytes=0 p50_us=0 p99_us=0 refused=0 broken=0\n"
    assert parse_output(line) is None


def test_parse_output_without_figures_says_what_wrk_said() -> None:
    with pytest.raises(ValueError, match="unable to connect"):
        parse_output("unable to connect to 127.0.0.1:1 Connection refused\n")


def test_request_with_a_body_is_written_in_one_line() -> None:
    assert str(Request("/api/sql", "POST", "SELECT 1")) == "POST\t/api/sql\tSELECT 1"
    assert str(Request("/v1/bases")) == "GET\t/v1/bases\t"


@pytest.mark.parametrize(
    ("service", "peer", "keys"),
    [
        ({"items": [{"id": "b"}, {"id": "a"}]}, [{"id": "b", "base": "k1"}, {"id": "a"}], ["b", "a"]),
        ({"items": []}, [], []),
        (
            {"items": [{"base": {"slug": "k1", "name": "K1"}, "count": 3}, {"base": None, "count": 1}]},
            [{"key": None, "count": 1}, {"key": "k1", "count": 3}],
            [("k1", 3), (None, 1)],
        ),
        ({"items": [{"month": "2020-03", "count": 2}]}, [{"count": 2, "key": "2020-03"}], [("2020-03", 2)]),
        ({"items": [{"month": None, "count": 2}]}, [{"count": 2}], [(None, 2)]),
        (
            {"items": [{"slug": "k1", "event_count": 3, "article_count": 9}]},
            [{"key": "k1", "count": 3}],
            [("k1", 3)],
        ),
    ],
)
def test_read_keys_of_the_service_and_of_a_peer_gives_the_same(service: object, peer: object, keys: object) -> None:
    assert read_keys(json.dumps(service).encode()) == read_keys(json.dumps(peer).encode()) == keys


def test_read_keys_of_events_in_another_order_differ() -> None:
    assert read_keys(b'[{"id": "a"}, {"id": "b"}]') != read_keys(b'[{"id": "b"}, {"id": "a"}]')


def build_result(question: str, p99: float, **rates: float | None) -> Result:
    timings = {name: Timing(rate, 1.0, p99, 100) if rate else None for name, rate in rates.items()}
    return Result(question, timings, {"sqlite": "yes"})


def read_rows(lines: list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_build_table_gives_ratios_to_hello_and_to_each_peer() -> None:
    results = [build_result("hot", 2.5, hello=1000, sqlite=250, datasette=500, roapi=None)]
    assert read_rows(build_table(results)) == [
        ["hot", "sqlite", "250", "1.0", "2.5", "100", "0.250", "0.500", "–", "yes"],
        ["hot", "datasette", "500", "1.0", "2.5", "100", "0.500", "1.0", "–", ""],
        ["hot", "roapi", "refused", "–", "–", "–", "–", "–", "–", ""],
    ]


def test_build_table_marks_answers_that_failed_and_those_asked_alone() -> None:
    timings = {"hello": Timing(10, 1, 1, 5), "sqlite": Timing(0.25, 4000, 4100, 9, failures=3, is_alone=True)}
    [row] = read_rows(build_table([Result("summary", timings)], ()))
    assert row == ["summary", "sqlite", "alone 0.25 (3 failed)", "4000.0", "4100.0", "9", "0.025", ""]


def test_build_growth_table_compares_only_what_both_races_have() -> None:
    small = [build_result("hot", 10, hello=1, sqlite=50), build_result("cold", 5, hello=1, sqlite=50)]
    large = [build_result("hot", 25, hello=1, sqlite=40, datasette=40), build_result("cold", 5, sqlite=None)]
    lines = build_growth_table(small, large, (10_000, 1_000_000))
    assert "p99 ms at 10,000 | p99 ms at 1,000,000" in lines[0]
    assert read_rows(lines) == [["hot", "sqlite", "10.0", "25.0", "2.5"]]


def test_build_export_table_says_which_export_was_left() -> None:
    exports = {"sqlite": Export(1000, 5, 2, 3.4, is_whole=True), "datasette": Export(500, 5, 2, 0, is_whole=False)}
    assert read_rows(build_export_table(exports)) == [
        ["sqlite", "1,000", "500", "2.5", "3"],
        ["datasette", "500 (left)", "250", "2.5", "0"],
    ]


def test_format_rows_gives_all_lines_one_width() -> None:
    lines = format_rows(("a", "longer"), [("text", "b")])
    assert lines == ["| a    | longer |", "| ---- | ------ |", "| text | b      |"]
