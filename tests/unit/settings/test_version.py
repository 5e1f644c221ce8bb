"""One number for one version, wherever it is said."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from service.__main__ import main
from service.app import create_app
from service.settings import Settings
from service.storage.database.engine import build_engine
from service.version import VERSION

ROOT = Path(__file__).parents[3]


def test_version_of_the_command_line_is_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"basewatch {VERSION}\n")


def test_version_of_the_openapi_document_is_the_number() -> None:
    app = create_app(Settings(database_url="sqlite://"), build_engine("sqlite://"))
    assert app.test_client().get("/v1/openapi.json").get_json()["info"]["version"] == VERSION


def test_version_that_the_changelog_begins_with_is_the_number() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == VERSION


def test_version_of_the_project_is_read_from_where_the_number_stands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "service.version.VERSION"}


def test_version_of_images_is_the_number() -> None:
    command = next(line for line in (ROOT / "docker/build.sh").read_text().splitlines() if line.startswith("version="))
    shown = subprocess.run(
        ["/bin/sh", "-c", f'{command}; echo "$version"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"{VERSION}\n"


def test_version_of_images_in_the_examples_for_kubernetes_is_the_number() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "docker" / "kubernetes").glob("*.yaml")]
    versions = re.findall(r"image: basewatch-\w+:(\S+)", "\n".join(texts))
    assert versions
    assert set(versions) == {VERSION}
