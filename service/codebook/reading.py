"""Reads and validates data files; every error names file and line."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from service.codebook.model import (
    BoilerplateRules,
    Codebook,
    DateRules,
    NumberRules,
    TypeFile,
    TypeRow,
    Words,
    check_pattern,
)
from service.errors import DataFileError

Model = TypeVar("Model", bound=BaseModel)


def read_codebook(folder: Traversable | None = None) -> Codebook:
    """Reads and checks the codebook in `folder` (the packaged one by default). Raises DataFileError."""
    folder = folder or files("service.codebook")
    types = _read(folder / "event_types.yaml", TypeFile)
    dates = _read(folder / "dates.yaml", DateRules)
    boilerplate = _read(folder / "boilerplate.yaml", BoilerplateRules)
    _check_types(types)
    _check_landmarks(boilerplate, types.value.types)
    _check_phrases(dates)
    return Codebook(
        types=types.value.types,
        words=_read(folder / "words.yaml", Words).value,
        boilerplate=boilerplate.value,
        dates=dates.value,
        numbers=_read(folder / "numbers.yaml", NumberRules).value,
    )


def read_boilerplate_rules() -> BoilerplateRules:
    """The packaged `boilerplate.yaml` alone, for readers of pages. Raises DataFileError."""
    return read_model(files("service.codebook") / "boilerplate.yaml", BoilerplateRules)


def read_model(path: Traversable, model: type[Model]) -> Model:
    """A YAML data file as the value of its model. Raises DataFileError with the file and line."""
    return _read(path, model).value


@dataclass(frozen=True, slots=True)
class _Document(Generic[Model]):
    """A data file: its name, its value, and the YAML node that knows the lines."""

    name: str
    value: Model
    node: object

    def refuse(self, location: tuple[int | str, ...], message: str) -> DataFileError:
        """The error for an invalid value at a location in the file."""
        return DataFileError(f"{self.name}:{_find_line(self.node, location)}: {message}")


def _check_types(document: _Document[TypeFile]) -> None:
    slugs: set[str] = set()
    ranks: set[tuple[str, int]] = set()
    for place, row in enumerate(document.value.types):
        if row.slug in slugs:
            raise document.refuse(("types", place, "slug"), f"type {row.slug!r} is there twice")
        if (row.family, row.rank) in ranks:
            raise document.refuse(("types", place, "rank"), f"family {row.family!r} has rank {row.rank} twice")
        slugs.add(row.slug)
        ranks.add((row.family, row.rank))


def _check_landmarks(document: _Document[BoilerplateRules], types: Sequence[TypeRow]) -> None:
    known = frozenset(row.slug for row in types)
    for place, landmark in enumerate(document.value.landmarks):
        if landmark.type not in known:
            raise document.refuse(("landmarks", place, "type"), f"type {landmark.type!r} is not in event_types.yaml")


def _check_phrases(document: _Document[DateRules]) -> None:
    rules = document.value
    for name, phrases in (("phrases", rules.phrases), ("continuations", rules.continuations)):
        for place, phrase in enumerate(phrases):
            try:
                check_pattern(rules.fill(phrase.pattern))
            except ValueError as error:
                raise document.refuse((name, place, "pattern"), str(error)) from error


def _read(path: Traversable, model: type[Model]) -> _Document[Model]:
    text = _read_text(path)
    try:
        node = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(f"{path.name}:{line}: {error.problem}; mend the YAML") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataFileError(f"{path.name}:{line}: a control character; mend the YAML") from error
    try:
        return _Document(path.name, model.model_validate(_plain(node)), node)
    except ValidationError as error:
        # A misspelled key is reported where it stands, not as the absence of the right one.
        first = min(error.errors(), key=lambda slip: slip["type"] != "extra_forbidden")
        line = _find_line(node, first["loc"])
        where = ".".join(str(part) for part in first["loc"])
        raise DataFileError(f"{path.name}:{line}: {where or 'file'}: {first['msg']}") from error


def _read_text(path: Traversable) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path.name}: cannot be read: {error}; put the file there, in UTF-8") from error


def _plain(node: object) -> object:
    """The same value in Python's own containers, which pydantic checks strictly."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node


def _find_line(node: object, location: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of `location` that the file has."""
    line = 1
    for part in location:
        marks = getattr(getattr(node, "lc", None), "data", None) or {}
        if part not in marks:
            break
        line = marks[part][0] + 1
        node = node[part]  # type: ignore[index] # Only containers have line marks.
    return line
