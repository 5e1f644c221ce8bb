"""The files of containers, as their linters and their own rules want them."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def find_tool(name: str) -> str:
    path = shutil.which(name, path=os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def lint(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def test_dockerfile_is_clean() -> None:
    assert lint(find_tool("hadolint"), "--no-color", "Dockerfile") == ""


@pytest.mark.parametrize("script", ["docker/entrypoint.sh", "docker/build.sh"])
def test_script_is_clean(script: str) -> None:
    assert lint(find_tool("shellcheck"), script) == ""


@pytest.mark.parametrize("script", ["docker/entrypoint.sh", "docker/build.sh"])
def test_script_can_be_executed(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111


def test_dockerfile_installs_by_hash_alone_and_resolves_nothing() -> None:
    installs = [
        line for line in (ROOT / "Dockerfile").read_text().splitlines() if "pip" in line and " install " in line
    ]
    assert len(installs) >= 4
    assert [line for line in installs if "--require-hashes" not in line or "--no-deps" not in line] == []
    checks = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if "pip check" in line]
    assert len(checks) == len(installs)


@pytest.mark.parametrize(
    ("arguments", "executed"),
    [
        ([], "gunicorn --config docker/gunicorn.conf.py service.wsgi:app"),
        (["api"], "gunicorn --config docker/gunicorn.conf.py service.wsgi:app"),
        (["api", "--workers", "3"], "gunicorn --config docker/gunicorn.conf.py --workers 3 service.wsgi:app"),
        (["migrate"], "python3 -m service migrate"),
        (["load"], "python3 -m service load seeds/articles"),
        (["load", "/data/a b", "--source", "X"], "python3 -m service load /data/a b --source X"),
        (["rebuild", "--dry-run"], "python3 -m service rebuild --dry-run"),
    ],
)
def test_entrypoint_with_a_role_becomes_its_command(arguments: list[str], executed: str, tmp_path: Path) -> None:
    for name in ("gunicorn", "python3"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$$ {name} $*"\n')
        (tmp_path / name).chmod(0o755)
    with subprocess.Popen(
        [ROOT / "docker/entrypoint.sh", *arguments], env={"PATH": f"{tmp_path}:/bin"}, stdout=subprocess.PIPE, text=True
    ) as process:
        output, _ = process.communicate(timeout=10)
    assert output == f"{process.pid} {executed}\n"


def test_entrypoint_as_shell_becomes_one() -> None:
    done = lint(str(ROOT / "docker/entrypoint.sh"), "shell", "-c", "echo here")
    assert done == "here\n"


def test_images_hold_nothing_but_what_runs() -> None:
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    lines = [line.split() for stage in stages if " AS test" not in stage for line in stage.splitlines()]
    sources = {word for line in lines if line[:1] == ["COPY"] and "--from" not in line[1] for word in line[1:-1]}
    requirements = {f"requirements/{name}.txt" for name in ("api", "build", "loader")}
    scripts = {"docker/entrypoint.sh", "docker/gunicorn.conf.py"}
    assert sources == requirements | scripts | {"schemas", "seeds", "service", "service/model"}
