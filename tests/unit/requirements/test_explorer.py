"""The libraries of the page are those that the list names, byte by byte, each with its licence."""

from pathlib import Path

import pytest

from requirements.explorer import ROOT, Package, compute_digest, find_changes, read_packages, write_files

PACKAGES = read_packages()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_files_of_a_package_have_the_digests_that_the_list_says(package: Package) -> None:
    copies = dict(package.list_copies())
    assert {path: compute_digest(path.read_bytes()) for path in copies} == copies


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_folder_of_a_package_has_its_licence_and_nothing_that_is_not_listed(package: Package) -> None:
    listed = {path for path, _ in package.list_copies()}
    assert {path for path in package.folder.rglob("*") if path.is_file()} == listed
    assert package.folder / "LICENSE" in listed


def test_vendor_folder_has_no_package_that_is_not_listed() -> None:
    vendor = ROOT / "service/api/explorer/vendor"
    assert {path for path in vendor.iterdir() if path.is_dir()} <= {package.folder for package in PACKAGES}


def test_find_changes_names_a_file_that_is_another(tmp_path: Path) -> None:
    digests = {"a.js": compute_digest(b"same"), "dist/b.js": compute_digest(b"old")}
    package = Package("p", "1.0.0", tmp_path / "p", dict(digests))
    fetched = {"a.js": b"same", "dist/b.js": b"new"}
    assert find_changes(package, fetched) == ["dist/b.js"]
    write_files(package, fetched)
    assert (tmp_path / "p" / "b.js").read_bytes() == b"new"
