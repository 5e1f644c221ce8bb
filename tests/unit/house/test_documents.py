"""README is short and in its order, links lead somewhere, and the glossary is one table."""

import re
from pathlib import Path

import pytest

from service.api.events.arguments import EventArgumentsSchema
from service.api.input.arguments import list_parameters
from tests.documents import DOCUMENTS, README, ROOT

MAX_README_LINES = 250
MAX_WORDS = 25
HEADINGS = [
    "Two commands",
    "Four questions",
    "Your own articles",
    "The API by example",
    "Running it",
    "Beyond one machine",
    "How it is built",
]


def list_anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= MAX_README_LINES


def test_readme_goes_from_what_it_is_to_how_it_is_built() -> None:
    assert re.findall(r"^## (.+)$", README.read_text("utf-8"), re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]*(?:#[\w-]+)?)\)", path.read_text("utf-8")):
        name, _, anchor = link.partition("#")
        if not name.startswith("http"):
            target = (path.parent / name).resolve() if name else path
            assert target.exists(), link
            assert not anchor or anchor in list_anchors(target), link


def test_every_document_beside_the_code_is_linked_from_another() -> None:
    linked = {
        (path.parent / name).resolve()
        for path in DOCUMENTS
        for name in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
    }
    assert [path for path in DOCUMENTS if path != README and path.resolve() not in linked] == []


def test_glossary_has_one_row_for_each_word_and_few_of_them() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.split("## Glossary", 1)[1].split("\n## ", 1)[0]
    words = re.findall(r"^\| (?!word |---)([^|]+) \|", table, re.MULTILINE)
    assert 0 < len(words) <= MAX_WORDS
    assert len(words) == len(set(words))


def test_readme_lists_every_parameter_of_events_once() -> None:
    table = README.read_text("utf-8").split("Filters on events.")[1].split("| --- | --- |\n")[1].split("\n\n")[0]
    listed = [name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert sorted(listed) == sorted(list_parameters(EventArgumentsSchema()))
