"""The code of the house as syntax trees, each file read once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
Function = ast.FunctionDef | ast.AsyncFunctionDef
# Nodes that hold statements; looking at no others is ten times as fast.
HOLDERS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@cache
def find_files(*folders: str) -> tuple[Path, ...]:
    """The Python files below some folders, sorted, as paths from the root."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path.relative_to(ROOT) for path in found))


@cache
def read_text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parse_file(path: Path) -> ast.Module:
    return ast.parse(read_text(path), str(path))


def find_statements(path: Path) -> Iterator[ast.AST]:
    """All statements of a file, also those within others."""
    waiting: list[ast.AST] = [*parse_file(path).body]
    while waiting:
        node = waiting.pop()
        yield node
        for _, value in ast.iter_fields(node):
            if isinstance(value, list):
                waiting.extend(child for child in value if isinstance(child, HOLDERS))


def find_functions(path: Path) -> Iterator[Function]:
    """All functions of a file, also those within others."""
    return (node for node in find_statements(path) if isinstance(node, Function))


def name_module(path: Path) -> str:
    """The dotted name of a file's module; a folder's is that of its `__init__`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def find_imports(path: Path) -> frozenset[str]:
    """All dotted names that a file imports, also within functions; `from a import b` gives `a` and `a.b`."""
    found: set[str] = set()
    for node in find_statements(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return frozenset(found)
