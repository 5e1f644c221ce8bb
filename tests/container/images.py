"""The images of the Dockerfile, built with buildah once for a state of the files that go into them.

As a program it builds them, so that a run of the tests can begin this before it needs them.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BASE_TOOL = ROOT.parent / "shared" / "tools" / "base-image"
PARTS = ("Dockerfile", ".dockerignore", "docker", "requirements", "schemas", "seeds", "service")
TARGETS = ("api", "loader")
BASE_TRIES, BASE_WAIT_S = 5, 20
BUILDAH = ("buildah", "--storage-driver", "vfs")
# What is built beside other tests takes the time that these leave.
LOW_PRIORITY = ("nice", "-n", "10")


@dataclass(frozen=True, slots=True)
class Image:
    """One image: where a container of it has its root, and what it says of how to run it."""

    root: Path
    config: dict[str, Any]


def require_base_image() -> str:
    """The name of the image to build on. Without the means to build, tests are skipped, and fail where CI is set."""
    if obstacle := find_obstacle():
        _miss(obstacle)
    name = find_base_image()
    if shutil.which("buildah") is None:
        _miss("buildah is not installed")
    return name


def find_obstacle() -> str | None:
    """Why images cannot be built here, as far as it can be known before the base is made."""
    if os.geteuid() != 0:
        return "only root can mount what is built"
    if not os.environ.get("BASE_IMAGE") and not BASE_TOOL.is_file():
        return "BASE_IMAGE names no image to build on"
    return None


def find_base_image() -> str:
    """The name of the image that is asked for, or of the one that the tool makes."""
    with _hold_images():
        return os.environ.get("BASE_IMAGE") or _make_base()


def begin_images() -> "subprocess.Popen[bytes]":
    """Build in the background. Whoever needs the images builds what is missing, once this has made or failed to make
    its own; so nothing that it says is needed."""
    command = [*LOW_PRIORITY, sys.executable, "-m", "tests.container.images"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _make_base() -> str:
    """The name of the base that the tool makes. It installs packages, which something else may be doing just now."""
    for _ in range(BASE_TRIES - 1):
        done = subprocess.run([str(BASE_TOOL)], stdout=subprocess.PIPE, text=True, timeout=900, check=False)
        if done.returncode == 0:
            return done.stdout.splitlines()[-1]
        time.sleep(BASE_WAIT_S)
    return _run([str(BASE_TOOL)]).splitlines()[-1]


def _miss(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"images cannot be built: {reason}")
    pytest.skip(f"images cannot be built: {reason}")


@contextmanager
def _hold_images() -> Iterator[None]:
    """Wait until no other run of the tests makes images, or installs what makes them."""
    lock = Path("/tmp/basewatch-images.lock")  # noqa: S108 - two runs of the tests share the images.
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_images(base: str) -> None:
    """Build what is not there yet or not of today's files, at the same time."""
    revision = compute_revision(base)
    with _hold_images():
        stale = [target for target in TARGETS if _read_revision(target) != revision]
        for target in stale:
            # What it was built from before would stay without a name.
            subprocess.run([*BUILDAH, "rmi", "--force", name_image(target)], capture_output=True, check=False)
        environ = {
            **os.environ,
            "BUILDER": "buildah",
            "STORAGE_DRIVER": "vfs",
            "BASE_IMAGE": base,
            "REVISION": revision,
        }
        builds = [
            subprocess.Popen(
                [str(ROOT / "docker/build.sh"), target, name_image(target)],
                env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )
            for target in stale
        ]  # fmt: skip
        for build in builds:
            output, _ = build.communicate(timeout=900)
            assert build.returncode == 0, output[-4000:]


def name_image(target: str) -> str:
    return f"localhost/basewatch-test-{target}"


def compute_revision(base: str) -> str:
    """One name for all that goes into the images."""
    digest = hashlib.sha256(base.encode())
    for part in PARTS:
        for path in sorted([ROOT / part, *(ROOT / part).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _read_revision(target: str) -> str | None:
    command = [*BUILDAH, "inspect", "--type", "image", name_image(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    labels = json.loads(done.stdout)["Docker"]["config"]["Labels"]
    return str(labels["org.opencontainers.image.revision"])


@contextmanager
def mount_image(target: str) -> Iterator[Image]:
    """An image with its files in a folder, for as long as the block lasts."""
    inspected = json.loads(_run([*BUILDAH, "inspect", "--type", "image", name_image(target)]))
    container = _run([*BUILDAH, "from", "--pull-never", name_image(target)]).strip()
    try:
        root = _run([*BUILDAH, "mount", container]).strip()
        yield Image(root=Path(root), config=inspected["Docker"]["config"])
    finally:
        _run([*BUILDAH, "rm", container])


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=900).stdout


if __name__ == "__main__" and find_obstacle() is None:
    build_images(find_base_image())
