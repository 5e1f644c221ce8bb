"""A list is installed as it stands, by the pip that comes with Python, into an environment that is new."""

import ensurepip
import hashlib
import subprocess
import venv
import zipfile
from pathlib import Path

import pytest

from requirements.install import Progress

ROOT = Path(__file__).parents[3]
INSTALL = ROOT / "requirements" / "install.py"
PIP = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))


def build_wheel(folder: Path, name: str, version: str, *requires: str) -> str:
    """A distribution without any code; its line in a list."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    extras = "Provides-Extra: more\n" if any("extra ==" in line for line in requires) else ""
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{info}/METADATA", head + "".join(f"Requires-Dist: {line}\n" for line in requires))
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Lines of lists, by name. What `user` asks for with an extra has a newer release, which no list names."""
    folder = tmp_path_factory.mktemp("wheels")
    lines = {
        "user": build_wheel(folder, "user", "1.0", "asked[more]>=1"),
        "asked": build_wheel(folder, "asked", "1.0", 'further>=1; extra == "more"'),
        "further": build_wheel(folder, "further", "1.0"),
    }
    build_wheel(folder, "asked", "2.0", 'further>=1; extra == "more"')
    # Unpacked, pip is compiled once, and not each time that it is started.
    with zipfile.ZipFile(PIP) as archive:
        archive.extractall(folder / "pip")
    return {"folder": str(folder), "pip": str(folder / "pip"), **lines}


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The Python of an environment that is new. Its pip is the one of `wheels`, as installing it would take longer."""
    venv.create(tmp_path / "venv")
    return tmp_path / "venv" / "bin" / "python"


def install(python: Path, wheels: dict[str, str], text: str) -> "subprocess.CompletedProcess[str]":
    """What installing a list says, where nothing can be had but the wheels."""
    requirements = python.parent / "list.txt"
    requirements.write_text(text)
    environ = {"PYTHONPATH": wheels["pip"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels["folder"]}
    command = [python, INSTALL, requirements]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)


def test_install_of_a_whole_list_looks_for_no_newer_release_of_what_an_extra_asks_for(
    python: Path, wheels: dict[str, str]
) -> None:
    elsewhere = f"further==2.0 ; sys_platform == 'win32' --hash=sha256:{'0' * 64}\n"
    text = wheels["user"] + wheels["asked"] + wheels["further"] + elsewhere
    done = install(python, wheels, text)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Installing the 4 packages of " in done.stdout
    assert "3 packages are there" in done.stdout


def test_install_of_a_list_that_lacks_a_requirement_fails_and_names_it(python: Path, wheels: dict[str, str]) -> None:
    done = install(python, wheels, wheels["user"])
    assert done.returncode == 1
    assert "user 1.0 requires asked, which is not installed" in done.stderr
    assert "Traceback" not in done.stderr


def test_install_of_a_file_with_another_hash_fails_and_installs_nothing(python: Path, wheels: dict[str, str]) -> None:
    text = wheels["further"]
    done = install(python, wheels, text[:-3] + ("ab\n" if text[-3:] != "ab\n" else "cd\n"))
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert list(python.parents[1].rglob("further*")) == []


def test_progress_says_what_is_being_done_with_its_count() -> None:
    progress = Progress(total=3)
    progress.note("Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment\n")
    progress.note("Collecting flask==3.1.3 (from -r requirements/api.txt (line 1))\n")
    progress.note("  Downloading flask-3.1.3-py3-none-any.whl (100 kB)\n")
    assert progress.describe().startswith("fetching 1 of 2 (")
    progress.note("Installing collected packages: flask, gunicorn\n")
    assert progress.describe().startswith("unpacking 0 of 2 (")


def test_progress_of_a_failure_tells_its_errors_or_else_the_last_words() -> None:
    progress = Progress(total=1)
    progress.follow([f"line {number}\n" for number in range(40)])
    assert progress.list_errors()[-1] == "line 39\n"
    assert len(progress.list_errors()) < 40
    progress.note("ERROR: no such release\n")
    assert progress.list_errors() == ["ERROR: no such release\n"]


def test_every_installation_of_the_project_resolves_nothing() -> None:
    files = ("Makefile", "Dockerfile", ".ci/run", "requirements/install.py")
    lines = [line for file in files for line in (ROOT / file).read_text("utf-8").splitlines()]
    installs = [line for line in lines if "pip install" in line or '"install"' in line]
    assert len(installs) == 5
    assert [line for line in installs if "--no-deps" not in line or "--require-hashes" not in line] == []
