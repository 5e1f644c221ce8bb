"""A public name of the service means one thing.

Training is a programme of its own, whose modules the service never imports, and migrations stay as they were when
they were written; so neither is compared with the rest. Type variables mean nothing outside of their module.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.unit.house.sources import find_files, parse_file

APART = (Path("service/training"), Path("service/migrations"))

# Names that more than one module defines, by why. An entry that is no longer needed has to go.
ALLOWED: Mapping[str, frozenset[str]] = {
    "each module of its kind is found by this name": frozenset({"blueprint", "run"}),
    "each limit is of its own module's input, and has a reason of its own": frozenset(
        {"BATCH", "DECIMALS", "MAX_CHARACTERS", "MAX_DEPTH", "MAX_HEADLINE", "MAX_LINES"}
    ),
    "each is what its own module looks for in a text or a document": frozenset(
        {"DAY", "OPENING", "PART", "PLACES", "SENTENCE_STOP", "WORD", "WRITTEN"}
    ),
    "one is of this layer, the other of a layer that calls it or that it calls": frozenset(
        {"choose_request_id", "find_reports", "remove_article"}
    ),
    "the server refuses before the application is asked, which has problems of its own": frozenset(
        {"Refusal", "STATUSES", "find_status"}
    ),
    "no module knows both": frozenset(
        {"Bounds", "DatePhrase", "Detection", "Extraction", "FOLDER", "Keys", "Place", "REQUEST_ID"}
        | {"Report", "Span", "Spotted", "UNKNOWN"}
    ),
}


def find_definitions(path: Path) -> Iterator[str]:
    """The public names that a module defines itself."""
    for node in parse_file(path).body:
        names = _find_names(node)
        yield from (name for name in names if not name.startswith("_"))


def _find_names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign) and not _is_type_variable(node.value):
        targets = [name for target in node.targets for name in ast.walk(target)]
        return [name.id for name in targets if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)]
    return [node.target.id] if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else []


def _is_type_variable(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"TypeVar", "ParamSpec"}
    )


def test_no_two_modules_define_one_public_name_but_those_with_a_reason() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for path in find_files("service"):
        if not any(path.is_relative_to(folder) for folder in APART):
            for name in find_definitions(path):
                places[name].add(str(path))
    shared = {name: sorted(paths) for name, paths in places.items() if len(paths) > 1}
    allowed = frozenset[str]().union(*ALLOWED.values())
    assert {name: paths for name, paths in shared.items() if name not in allowed} == {}
    assert allowed - shared.keys() == set(), "no longer needed"


def test_no_name_is_allowed_for_two_reasons() -> None:
    assert sum(map(len, ALLOWED.values())) == len(frozenset[str]().union(*ALLOWED.values()))
