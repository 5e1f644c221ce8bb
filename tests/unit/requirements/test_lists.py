"""The lists hold all that is installed, so that nothing has to be looked for while it is."""

from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.unit.requirements.closure import (
    LISTS,
    PYTHONS,
    ROOT,
    build_environments,
    find_faults,
    get_version,
    holds,
    read_pins,
    read_requirements,
    read_roots,
)

LINUX = next(build_environments("3.11.7"))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", LISTS)
def test_list_holds_all_that_its_packages_require_extras_included(name: str, python: str) -> None:
    pins, roots = read_pins(name), read_roots(name)
    found = {fault for environment in build_environments(python) for fault in find_faults(roots, pins, environment)}
    assert found == set()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("python", PYTHONS)
def test_list_pins_each_package_once_for_a_python(name: str, python: str) -> None:
    for environment in build_environments(python):
        names = [canonicalize_name(pin.name) for pin in read_pins(name) if holds(pin, environment)]
        assert sorted(names) == sorted(set(names))


def test_requirements_of_what_is_installed_here_are_known() -> None:
    here = {name: str(value) for name, value in default_environment().items()}
    pins = [pin for pin in read_pins("dev") if holds(pin, here)]
    unknown = [pin.name for pin in pins if read_requirements(canonicalize_name(pin.name), get_version(pin)) is None]
    assert unknown == []
    assert len(pins) > 100


def test_runtime_of_the_encoder_has_no_part_that_sends_reports_of_its_use() -> None:
    files = metadata.distribution("onnxruntime").files or ()
    libraries = {file.name: Path(file.locate()).read_bytes() for file in files if file.parent.name == "capi"}
    assert any(b"InferenceSession" in content for content in libraries.values())
    assert [name for name, content in libraries.items() if b".events.data.microsoft.com" in content] == []


@pytest.mark.parametrize("name", ["coverage", "lxml-html-clean", "psycopg-binary", "tomli"])
def test_find_faults_without_what_an_extra_or_a_package_requires_names_it(name: str) -> None:
    pins = [pin for pin in read_pins("dev") if canonicalize_name(pin.name) != name]
    environment = {**LINUX, "python_full_version": "3.11.0a1"}
    faults = list(find_faults(read_roots("dev"), pins, environment))
    assert any(name in canonicalize_name(fault.partition(" requires ")[2]) for fault in faults)


def test_find_faults_of_a_version_that_is_not_the_wanted_one_names_both() -> None:
    faults = list(find_faults([Requirement("flask>=99")], [Requirement("flask==3.1.3")], LINUX))
    assert "pyproject.toml requires flask>=99, and 3.1.3 is pinned" in faults


@pytest.mark.parametrize("name", LISTS)
def test_list_names_no_place_that_packages_come_from(name: str) -> None:
    assert "://" not in (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("smaller", "larger"), [("api", "loader"), ("loader", "dask"), ("dask", "dev"), ("loader", "train")]
)
def test_list_holds_all_of_the_one_below_it_at_the_same_versions(smaller: str, larger: str) -> None:
    # Their markers may differ: a larger list can need for all what a smaller one needs in some cases.
    known = {(pin.name, get_version(pin)) for pin in read_pins(larger)}
    assert {(pin.name, get_version(pin)) for pin in read_pins(smaller)} - known == set()


def test_packages_of_the_service_are_all_installed_with_the_checks() -> None:
    for python in PYTHONS:
        for environment in build_environments(python):
            wanted, there = (
                {pin.name for pin in read_pins(name) if holds(pin, environment)} for name in ("loader", "dev")
            )
            assert wanted <= there
