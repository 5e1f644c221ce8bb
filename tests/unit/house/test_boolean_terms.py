"""A condition that asks much at once has names for its parts."""

import ast
from collections.abc import Iterator

import pytest

from tests.unit.house.sources import find_files, parse_file

MAX_TERMS = 5


def find_chains(tree: ast.AST) -> Iterator[ast.BoolOp]:
    """The outermost chains of `and`, `or` and `not`: none is part of another."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BoolOp):
            yield node
        else:
            waiting.extend(ast.iter_child_nodes(node))


def count_terms(chain: ast.BoolOp) -> int:
    """One more than there are `and`s and `or`s in a chain, wherever they stand in it."""
    return 1 + sum(len(node.values) - 1 for node in ast.walk(chain) if isinstance(node, ast.BoolOp))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a and b", [2]),
        ("not (a or not b) and c", [3]),
        ("a and any(b or c for b in d if e and f)", [4]),
        ("f(a and b, c or d)", [2, 2]),
        ("x if a or b else (c and d and e)", [2, 3]),
        ("not a", []),
        ("a < b < c", []),
    ],
)
def test_count_terms_of_each_chain_counts_what_stands_in_it(text: str, terms: list[int]) -> None:
    assert sorted(map(count_terms, find_chains(ast.parse(text)))) == terms


def test_no_boolean_expression_has_more_terms_than_its_limit() -> None:
    too_dense = [
        f"{path}:{chain.lineno} has {count_terms(chain)} terms"
        for path in find_files("service", "schemas", "docker")
        for chain in find_chains(parse_file(path))
        if count_terms(chain) > MAX_TERMS
    ]
    assert too_dense == []
