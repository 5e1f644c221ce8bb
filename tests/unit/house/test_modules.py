"""Every module is used, and the rules of extraction, merging and the domain are tested where they stand."""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from tests.unit.house.sources import ROOT, find_files, find_imports, name_module, read_text

TESTED = ("service/extraction", "service/merging", "service/domain")
# What is started from outside, by these names of files or from these folders.
STARTED_FILES = frozenset({"__main__.py", "wsgi.py"})
STARTED_FOLDERS = (Path("service/migrations"),)


def find_modules(*folders: str) -> list[Path]:
    return [path for path in find_files(*folders) if path.name != "__init__.py"]


def has_test(module: Path, tests: Collection[Path]) -> bool:
    """Whether a module has a file of tests of its own, or a test imports it."""
    place = Path("tests/unit") / module.relative_to("service")
    return (ROOT / place.with_name(f"test_{place.name}")).is_file() or any(
        # Few files name a module, so that few are parsed.
        module.stem in read_text(test) and name_module(module) in find_imports(test)
        for test in tests
    )


def is_named(module: str, texts: Collection[str]) -> bool:
    """Whether a text in some code names a module, or its folder with a value behind, to be loaded by name."""
    folder = module.rpartition(".")[0]
    return any(f'"{module}"' in text or f'"{module}.' in text or f'"{folder}.{{' in text for text in texts)


def is_started(module: Path) -> bool:
    return module.name in STARTED_FILES or any(module.is_relative_to(folder) for folder in STARTED_FOLDERS)


def test_each_module_of_the_core_is_imported_by_a_test() -> None:
    tests = [path for path in find_files("tests") if path.name.startswith("test_")]
    modules = find_modules(*TESTED)
    assert len(modules) > 50
    assert [str(module) for module in modules if not has_test(module, tests)] == []


def test_each_module_is_imported_by_another_or_is_started_from_outside() -> None:
    importers: dict[str, set[Path]] = defaultdict(set)
    for path in find_files("service"):
        for name in find_imports(path):
            importers[name].add(path)
    texts = [read_text(path) for path in find_files("service", "docker")]
    unused = [
        str(module)
        for module in find_modules("service")
        if not (importers[name_module(module)] - {module} or is_started(module) or is_named(name_module(module), texts))
    ]
    assert unused == []
