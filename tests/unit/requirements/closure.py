"""What the packages of a list require by their own metadata, under the markers of a Python and a platform."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
LISTS = ("api", "loader", "dask", "dev", "train", "build")
# Lists hold what differs between patch releases too, such as what 3.11.3 brought along.
PYTHONS = ("3.11.0", "3.11.14", "3.12.0", "3.13.0", "3.14.0")
PLATFORMS: tuple[Mapping[str, str], ...] = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
)
Environment = Mapping[str, str]


def build_environments(python: str) -> Iterator[Environment]:
    """What markers are evaluated for, on each platform."""
    version = {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python}
    for platform in PLATFORMS:
        yield {**{name: str(value) for name, value in default_environment().items()}, **version, **platform}


def read_pins(name: str) -> list[Requirement]:
    """The lines of a list, without their hashes."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines()
    return [Requirement(line.removesuffix("\\")) for line in lines if line[:1].isalnum()]


def read_roots(name: str) -> list[Requirement]:
    """What pyproject.toml asks for in a list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    api = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    loader, train = [*api, *extras["loader"]], extras["train"]
    dask = [*loader, *extras["dask"]]
    groups = project["dependency-groups"]
    asked = {
        "api": api,
        "loader": loader,
        "dask": dask,
        "dev": [*dask, *groups["dev"]],
        "train": [*loader, *train],
        "build": groups["build"],
    }
    return [Requirement(line) for line in asked[name]]


def get_version(pin: Requirement) -> str:
    """The version that a line of a list names."""
    return str(pin.specifier).removeprefix("==")


def holds(requirement: Requirement, environment: Environment, extra: str = "") -> bool:
    """Whether something is required there, by whoever was asked for with this extra."""
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})


@cache
def read_requirements(name: str, version: str) -> tuple[Requirement, ...] | None:
    """What a distribution requires, in all cases; None where this version of it is not installed here."""
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    if distribution.version != version:
        return None
    return tuple(Requirement(line) for line in distribution.requires or ())


def find_faults(roots: Iterable[Requirement], pins: Iterable[Requirement], environment: Environment) -> Iterator[str]:
    """What is required there and not pinned, or pinned at another version, each with whoever requires it."""
    pinned = {canonicalize_name(pin.name): pin for pin in pins if holds(pin, environment)}
    # Everything that is pinned is installed, whoever asked for it, so its requirements count as well.
    wanted = [("pyproject.toml", root) for root in roots if holds(root, environment)]
    wanted += [("the list", pin) for pin in pinned.values()]
    seen: set[tuple[str, str]] = set()
    while wanted:
        asker, requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        pin = pinned.get(name)
        version = get_version(pin) if pin else ""
        if not pin or not requirement.specifier.contains(version, prereleases=True):
            yield f"{asker} requires {requirement}, and {f'{version} is pinned' if pin else 'nothing is pinned'}"
            continue
        for extra in {"", *requirement.extras} - {known for asked, known in seen if asked == name}:
            seen.add((name, extra))
            further = read_requirements(name, version) or ()
            wanted += [(f"{name}[{extra}]", each) for each in further if holds(each, environment, extra)]
