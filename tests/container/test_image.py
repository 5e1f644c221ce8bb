"""What is in the images, and what is not."""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.container.images import ROOT, Image
from tests.container.running import run_container

pytestmark = pytest.mark.xdist_group("container")

MAX_API_BYTES = 120_000_000
UNWANTED = ["pip", "pip3", "gcc", "cc", "g++", "make", "ld", "uv", "git", "pytest", "cyclonedx-py"]
# Everything that the account could write to; devices are for all.
FIND_WRITABLE = (
    "find / -xdev \\( -path /dev -o -path /proc \\) -prune -o -not -type l -writable -print 2>/dev/null || true"
)


def measure_added(image: Image) -> int:
    """The bytes of what lies where the base has nothing."""
    folders = [image.root / "opt", image.root / "srv"]
    return sum(path.lstat().st_size for folder in folders for path in folder.rglob("*") if not path.is_dir())


def run_shell(image: Image, script: str, data: Path) -> str:
    done = run_container(image, ["shell", "-c", script], {}, data)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(params=["api_image", "loader_image"])
def image(request: pytest.FixtureRequest) -> Image:
    found: Image = request.getfixturevalue(request.param)
    return found


def test_api_image_without_its_base_is_small(api_image: Image, record_property: Callable[[str, object], None]) -> None:
    size = measure_added(api_image)
    record_property("megabytes that the api image adds to its base", round(size / 1_000_000, 1))
    assert size <= MAX_API_BYTES


def test_image_configuration_suits_an_operator(image: Image) -> None:
    config = image.config
    assert config["User"] == "10001:10001"
    assert config["Entrypoint"] == ["/srv/basewatch/docker/entrypoint.sh"]
    assert list(config["Volumes"]) == ["/data"]
    assert list(config["ExposedPorts"]) == ["8000/tcp"]
    names = {"title", "description", "version", "revision"}
    assert {f"org.opencontainers.image.{name}" for name in names} <= config["Labels"].keys()


def test_api_image_checks_its_health(api_image: Image) -> None:
    assert api_image.config["Healthcheck"]["Test"][:2] == ["CMD", "python3"]
    assert api_image.config["Cmd"] == ["api"]


def test_container_has_no_privilege(image: Image, data: Path) -> None:
    status = run_shell(image, "id -u; id -g; grep -E 'CapBnd|NoNewPrivs' /proc/self/status", data)
    assert status.split() == ["10001", "10001", "CapBnd:", "0" * 16, "NoNewPrivs:", "1"]


def test_account_can_write_to_data_and_tmp_alone(image: Image) -> None:
    """As found by the image's modes, on a root that is not read-only."""
    uid, gid = (int(part) for part in image.config["User"].split(":"))
    command = ["chroot", f"--userspec={uid}:{gid}", str(image.root), "sh", "-c", FIND_WRITABLE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert set(done.stdout.split()) == {"/data", "/tmp"}  # noqa: S108


def test_container_root_is_read_only(image: Image, data: Path) -> None:
    script = "touch /data/x /tmp/x && ! touch /srv/basewatch/x 2>/dev/null && ! touch /var/tmp/x 2>/dev/null && echo ok"
    assert run_shell(image, script, data) == "ok\n"


@pytest.mark.parametrize("name", UNWANTED)
def test_image_has_no_tool_to_build_with(image: Image, name: str) -> None:
    folders = ["usr/bin", "usr/local/bin", "bin", "opt/venv/bin"]
    assert [folder for folder in folders if os.path.lexists(image.root / folder / name)] == []


def test_image_has_no_tests_caches_or_packagers(image: Image) -> None:
    ours = image.root / "srv/basewatch"
    assert {path.name for path in ours.iterdir()} <= {"docker", "schemas", "seeds", "service", "var"}
    found = [*image.root.glob("root/.cache"), *image.root.glob("tmp/*"), *image.root.glob("opt/build")]
    found += list(image.root.glob("**/*-packages/pip"))
    assert found == []


@pytest.mark.parametrize("part", ["opt/venv/lib/python3*/site-packages/onnxruntime", "srv/basewatch/service/model"])
def test_only_loader_image_has_the_encoder(api_image: Image, loader_image: Image, part: str) -> None:
    assert list(api_image.root.glob(part)) == []
    assert len(list(loader_image.root.glob(part))) == 1


def test_loader_image_has_the_weights_as_their_card_has_them(loader_image: Image) -> None:
    folder = loader_image.root / "srv/basewatch/service/model"
    files: dict[str, str] = json.loads((folder / "model.json").read_text())["files"]
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    assert files
    assert found == files


def test_image_holds_code_with_its_bytecode(image: Image) -> None:
    code = image.root / "srv/basewatch/service"
    ours = [path.relative_to(ROOT / "service") for path in (ROOT / "service").rglob("*.py")]
    run = {path for path in ours if path.parts[0] != "training"}
    assert {path.relative_to(code) for path in code.rglob("*.py")} == run
    modules = [path for path in code.rglob("*.py") if path.parent.name != "versions"]
    assert all(list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc")) for path in modules)


def test_image_lists_its_parts(image: Image) -> None:
    bill = json.loads((image.root / "opt/venv/sbom.json").read_text())
    parts = {part["name"].lower() for part in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert {"flask", "gunicorn", "sqlalchemy"} <= parts
    assert ("onnxruntime" in parts) == ("loader" in image.config["Labels"]["org.opencontainers.image.title"])
    assert "pip" not in parts
