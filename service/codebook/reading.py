"""Data files to values, with file and line in every complaint."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from service.codebook.model import (
    Codebook,
    ContextFile,
    DateRules,
    Furniture,
    NumberRules,
    TriggerFile,
    TypeFile,
    Words,
    index_nouns,
    index_verbs,
)
from service.errors import DataFileError

Model = TypeVar("Model", bound=BaseModel)


def read_codebook(folder: Traversable | None = None) -> Codebook:
    """Reads and checks the codebook in `folder` (the packaged one by default). Raises DataFileError."""
    folder = folder or files("service.codebook")
    types = _read(folder / "event_types.yaml", TypeFile).types
    triggers = _read(folder / "triggers.yaml", TriggerFile)
    known = {row.slug for row in types}
    for row in (*triggers.verbs, *triggers.nouns):
        if row.type not in known:
            raise DataFileError(f"triggers.yaml: type {row.type!r} is not in event_types.yaml; add it there or mend it")
    return Codebook(
        types=tuple(types),
        frames=triggers.frames,
        verb_forms=index_verbs(triggers.verbs),
        noun_forms=index_nouns(triggers.nouns),
        words=_read(folder / "words.yaml", Words),
        furniture=_read(folder / "furniture.yaml", Furniture),
        dates=_read(folder / "dates.yaml", DateRules),
        numbers=_read(folder / "numbers.yaml", NumberRules),
        context=tuple(_read(folder / "context.yaml", ContextFile).rules),
    )


def _read(path: Traversable, model: type[Model]) -> Model:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path.name}: cannot be read: {error}; put the file there, in UTF-8") from error
    try:
        node = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(f"{path.name}:{line}: {error.problem}; mend the YAML") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataFileError(f"{path.name}:{line}: a control character; mend the YAML") from error
    try:
        return model.model_validate(_plain(node))
    except ValidationError as error:
        # A misspelled key is told where it stands, not as the absence of the right one.
        first = min(error.errors(), key=lambda slip: slip["type"] != "extra_forbidden")
        line = _find_line(node, first["loc"])
        where = ".".join(str(part) for part in first["loc"])
        raise DataFileError(f"{path.name}:{line}: {where or 'file'}: {first['msg']}") from error


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
