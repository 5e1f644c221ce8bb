"""Copy the libraries of the explorer page into the tree, from the packages that `explorer.json` pins.

Each package is fetched by npm, and of it only the files that are listed are taken, each if it has the digest that is
listed. `--pin` writes down the digests of what was fetched instead, after a version or a file was changed there.
"""

import argparse
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Package:
    """A package of one version, the folder that its files are copied to, and their digests by their paths in it."""

    name: str
    version: str
    folder: Path
    files: dict[str, str | None]

    def list_copies(self) -> Iterator[tuple[Path, str | None]]:
        """The file that each is copied to, with the digest that it must have."""
        return ((self.folder / Path(path).name, digest) for path, digest in self.files.items())


def read_packages(path: Path = LIST, root: Path = ROOT) -> list[Package]:
    """The packages that a list names; their folders are below `root`."""
    listed = json.loads(path.read_text("utf-8"))
    return [
        Package(name, entry["version"], root / entry["folder"], dict(entry["files"])) for name, entry in listed.items()
    ]


def fetch_files(package: Package, folder: Path) -> dict[str, bytes]:
    """The listed files of a package by their paths in it, as npm gives them."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"]
    name = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()[-1]  # noqa: S603 - the list is ours
    with tarfile.open(folder / name) as archive:
        members = {path: archive.extractfile(f"package/{path}") for path in package.files}
        return {path: member.read() for path, member in members.items() if member}


def find_changes(package: Package, fetched: dict[str, bytes]) -> list[str]:
    """The files of which something else was fetched than the list says."""
    return [path for path, data in fetched.items() if compute_digest(data) != package.files[path]]


def compute_digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def write_files(package: Package, fetched: dict[str, bytes]) -> None:
    """Write a package's files into its folder."""
    package.folder.mkdir(parents=True, exist_ok=True)
    for path, data in fetched.items():
        (package.folder / Path(path).name).write_bytes(data)


def pin_digests(found: dict[str, dict[str, str]], path: Path = LIST) -> None:
    """Write the digests of the packages' files into the list."""
    listed = json.loads(path.read_text("utf-8"))
    for name, digests in found.items():
        listed[name]["files"] = digests
    path.write_text(json.dumps(listed, indent=2) + "\n", "utf-8")


def main() -> None:
    """Fetch, check and copy all packages; ends with 1 where a file is another than the list says."""
    parser = argparse.ArgumentParser(prog="python requirements/explorer.py", description=__doc__)
    parser.add_argument("--pin", action="store_true", help="write down the digests of what is fetched")
    is_pinning = parser.parse_args().pin
    packages = read_packages()
    with tempfile.TemporaryDirectory() as folder:
        fetched = [(package, fetch_files(package, Path(folder))) for package in packages]
    if is_pinning:
        pin_digests(
            {package.name: {path: compute_digest(data) for path, data in got.items()} for package, got in fetched}
        )
        packages = read_packages()
    changed = [
        f"{new.name}: {path}"
        for new, (_, got) in zip(packages, fetched, strict=True)
        for path in find_changes(new, got)
    ]
    if changed:
        raise SystemExit(f"other files than {LIST.name} lists: {', '.join(changed)}")
    for package, got in fetched:
        write_files(package, got)


if __name__ == "__main__":
    main()
