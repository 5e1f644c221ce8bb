"""Everything that an operator can choose, read once from the environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from service.errors import SettingsError

PREFIX = "BASEWATCH_"


def _parse_text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _parse_count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise ValueError("must be a whole number above 0")
    return int(value)


def _parse_folder(value: str) -> Path:
    return Path(_parse_text(value))


def _describe(parse: Callable[[str], Any], description: str) -> Mapping[str, Any]:
    return {"parse": parse, "description": description}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One value an environment variable: the field's name in capitals after `BASEWATCH_`."""

    database_url: str = field(
        default="sqlite:///var/basewatch.db",
        metadata=_describe(_parse_text, "SQLAlchemy URL of the database (SQLite or PostgreSQL)"),
    )
    seeds: Path = field(
        default=Path("seeds"),
        metadata=_describe(_parse_folder, "Folder with bases.csv, actors.csv and sources.csv"),
    )
    max_article_bytes: int = field(
        default=10_000_000,
        metadata=_describe(_parse_count, "Largest file that is read as an article, in bytes"),
    )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` gives, with defaults for the rest.

    Raises SettingsError for a variable with our prefix that is no setting, and for a value that cannot be read.
    """
    known = {PREFIX + setting.name.upper(): setting for setting in fields(Settings)}
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in sorted(given.keys() - known.keys()):
        raise SettingsError(_describe_unknown(name, sorted(known)))
    values = {
        known[name].name: _parse_value(name, value, known[name].metadata["parse"]) for name, value in given.items()
    }
    return Settings(**values)


def _parse_value(name: str, value: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(value)
    except ValueError as error:
        raise SettingsError(f"{name} {error}, but is {value!r}") from error


def _describe_unknown(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(known)}"
    return f"{name} is not a setting; {hint}"
