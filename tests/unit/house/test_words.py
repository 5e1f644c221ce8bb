"""One word for one concept: the words that standard terms replaced name nothing in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDERS = ("service", "schemas")
GONE = (
    "telling",
    "considered",
    "finding",
    "weighed",
    "scene",
    "surroundings",
    "obstacle",
    "verdict",
    "mood",
    "describer",
    "walks",
    "moments",
    "intakes",
    "outages",
    "deadlines",
    "succession",
    "intake",
    "outage",
    "furniture",
    "listings",
    "met",
)


def split_name(name: str) -> set[str]:
    """The words of a name in snake or camel case, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def list_names() -> Iterator[tuple[str, str]]:
    """Names of modules, packages, classes and functions, each with where it is."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            place = str(path.relative_to(ROOT))
            yield path.parent.name if path.stem == "__init__" else path.stem, place
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    yield node.name, f"{place}:{node.lineno}"


def test_words_that_standard_terms_replaced_name_nothing() -> None:
    found = [f"{place}: {name}" for name, place in list_names() if split_name(name) & set(GONE)]
    assert found == []


def test_split_name_gives_the_words_of_both_cases() -> None:
    assert split_name("_Walk") == {"walk"}
    assert split_name("HTTPAnswer") == {"http", "answer"}
    assert split_name("find_told_year") == {"find", "told", "year"}
