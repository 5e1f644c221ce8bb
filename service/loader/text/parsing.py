"""From the bytes of a file to its text, and to what it says about itself."""

import json
from typing import Any

from frontmatter.default_handlers import YAMLHandler
from yaml import YAMLError

from service.errors import ArticleError
from service.loader.articles.details import Details, check_texts, parse_details

BOM = b"\xef\xbb\xbf"


def parse_utf8(data: bytes) -> str:
    """Text without its byte order mark, otherwise as it is: newlines too. ArticleError for what is no UTF-8 text."""
    if b"\0" in data:
        raise ArticleError(f"is not UTF-8 text: byte {data.index(0)} is zero; save it as UTF-8")
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[start:].decode()
    except UnicodeDecodeError as error:
        raise ArticleError(f"is not UTF-8: byte {start + error.start} cannot be read; convert it first") from None


def parse_plain(text: str) -> tuple[str, Details]:
    """Plain text says nothing about itself."""
    return text, Details()


def parse_markdown(text: str) -> tuple[str, Details]:
    """The body after the front matter, without the blank lines around it, and what the front matter says."""
    handler = YAMLHandler()
    if not handler.detect(text):
        return text, Details()
    try:
        header, body = handler.split(text)
    except ValueError:
        raise ArticleError("has front matter without a closing ---") from None
    try:
        values = handler.load(header)
    except (YAMLError, RecursionError) as error:
        raise ArticleError(f"has front matter that is not YAML: {_shorten(error)}") from None
    except ValueError as error:
        # YAML makes days of what looks like one, and of a number what there may be no number for.
        raise ArticleError(
            f"has an invalid date or number in its front matter: {_shorten(error)}; write dates like 2020-03-29"
        ) from None
    if values is not None and not isinstance(values, dict):
        raise ArticleError("has front matter that is not a mapping")
    return body.strip(), parse_details(values or {})


def parse_json_line(data: bytes) -> tuple[str, Details, str | None]:
    """An object with `text` and details: its text, the details, and the file name it gives itself."""
    values = parse_json_object(data)
    text, file = values.get("text"), values.get("file")
    if not isinstance(text, str):
        raise ArticleError('has no "text"; each line must be an object with one')
    check_texts(values)
    return text, parse_details(values), file or None


def parse_json_object(data: bytes) -> dict[str, Any]:
    """One JSON object. ArticleError for anything else."""
    try:
        values = json.loads(parse_utf8(data), object_pairs_hook=_build_object)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not JSON: {_shorten(error)}") from None
    if not isinstance(values, dict):
        raise ArticleError("is not a JSON object")
    return values


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse duplicate keys, which are ambiguous."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise ArticleError(f"has {json.dumps(twice[:60])} as a duplicate key")
    return values


def _shorten(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
