"""Functions, files and folders stay small enough to be read at once."""

from pathlib import Path
from statistics import median

from tests.unit.house.sources import Function, find_files, find_functions, read_text

FOLDERS = ("service", "schemas", "docker")
MAX_FUNCTION_LINES = 50
MAX_MEDIAN_LINES = 10
MAX_FILE_LINES = 300
MAX_MODULES = 10
# A change of the schema adds a module, and none is ever taken away.
GROWING_FOLDERS = frozenset({Path("service/migrations/versions")})

# What is larger today. No entry may be added, and one that is no longer needed has to go.
LONG_FILES = frozenset(
    {
        # A migration that stores may have run stays as it is.
        Path("service/migrations/versions/2026_11_21_versions.py"),
    }
)


def count_lines(function: Function) -> int:
    """The lines from the first decorator to the last statement."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def test_no_function_is_longer_than_its_limit() -> None:
    too_long = [
        f"{path}:{function.lineno} {function.name} has {count_lines(function)} lines"
        for path in find_files(*FOLDERS)
        for function in find_functions(path)
        if count_lines(function) > MAX_FUNCTION_LINES
    ]
    assert too_long == []


def test_half_of_all_functions_are_shorter_than_the_limit_of_the_median() -> None:
    lines = [count_lines(function) for path in find_files(*FOLDERS) for function in find_functions(path)]
    assert len(lines) > 1000
    assert median(lines) <= MAX_MEDIAN_LINES


def test_no_file_but_those_named_is_longer_than_its_limit() -> None:
    assert {path for path in find_files(*FOLDERS) if len(read_text(path).splitlines()) > MAX_FILE_LINES} == LONG_FILES


def test_no_folder_has_more_modules_than_its_limit() -> None:
    modules = [path for path in find_files(*FOLDERS) if path.name != "__init__.py"]
    folders = [path.parent for path in modules]
    assert {folder for folder in folders if folders.count(folder) > MAX_MODULES} == GROWING_FOLDERS
