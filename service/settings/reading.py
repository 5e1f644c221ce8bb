"""Settings, read once from environment variables."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from service.errors import SettingsError
from service.settings.model import Settings

PREFIX = "BASEWATCH_"
# Suffix of a variable that names a file with the value, for secrets.
FILE_SUFFIX = "_FILE"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` gives, with defaults for the rest.

    Raises SettingsError for an unknown variable with our prefix, and for an invalid value.
    """
    known = {PREFIX + setting.name.upper(): setting for setting in fields(Settings)}
    given = _read_given(environ, known)
    values = {
        known[name].name: _parse_value(name, value, known[name].metadata["parse"]) for name, value in given.items()
    }
    return Settings(**values)


def _read_given(environ: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """The raw values of our variables, including those kept in files."""
    given: dict[str, str] = {}
    for name, value in sorted(environ.items()):
        setting = name.removesuffix(FILE_SUFFIX)
        if not name.startswith(PREFIX):
            continue
        if setting not in known:
            raise SettingsError(_describe_unknown(name, sorted(known)))
        if setting in given:
            raise SettingsError(f"{setting} and {name} are both given; give one of them")
        given[setting] = value if name == setting else _read_secret(name, value)
    return given


def _read_secret(name: str, path: str) -> str:
    """A value that a file holds, without the line break that editors put at its end."""
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        # A decoding error quotes the bytes, and they may be of a secret.
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{name} names the file {path!r}, which cannot be read: {reason}") from error


def _parse_value(name: str, value: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(value)
    except ValueError as error:
        raise SettingsError(f"{name} {error}, but is {value!r}") from error


def _describe_unknown(name: str, known: list[str]) -> str:
    # The common prefix would make all names look similar.
    nearest = get_close_matches(name.removeprefix(PREFIX), [other.removeprefix(PREFIX) for other in known], n=1)
    hint = f"did you mean {PREFIX}{nearest[0]}?" if nearest else f"known are {', '.join(known)}"
    return f"{name} is not a setting; {hint}"
