"""Files with an article on each line."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.files.reading import ReadOptions, Refusal, attempt, build_article, check_regular
from service.loader.files.streams import BoundedStream, open_stream
from service.loader.text.parsing import parse_json_line, parse_json_object


def read_lines(path: Path, file: str, options: ReadOptions) -> Iterator[ReadArticle | Refusal]:
    """One article a line; blank lines are none. Only the line is held, so the limit of bytes counts for each."""
    try:
        check_regular(path)
        with open_stream(path, options.max_bytes) as stream:
            is_empty = True
            for number, line in enumerate(_split(stream, options.max_bytes), start=1):
                if line.strip():
                    is_empty = False
                    yield _read_line(line, path, f"{file}:{number}", number, options)
            if is_empty:
                yield Refusal(str(path), "is empty")
    except ArticleError as error:
        yield Refusal(str(path), str(error))
    except OSError as error:
        yield Refusal(str(path), f"cannot be read: {error.strerror or error}")


def read_own_names(path: Path, max_bytes: int) -> Iterator[str]:
    """The names that lines give themselves. Lines that are no articles have none."""
    with open_stream(path, max_bytes) as stream:
        for line in _split(stream, max_bytes):
            with suppress(ArticleError):
                values = parse_json_object(line)
                if isinstance(values.get("file"), str) and isinstance(values.get("text"), str):
                    yield values["file"]


def _split(stream: BoundedStream, max_bytes: int) -> Iterator[bytes]:
    """The lines; of one that is too long, a part that is longer than what is allowed."""
    while line := stream.readline(max_bytes + 1):
        yield line
        while len(line) > max_bytes and not line.endswith(b"\n"):
            line = stream.readline(max_bytes + 1)


def _read_line(line: bytes, path: Path, file: str, number: int, options: ReadOptions) -> ReadArticle | Refusal:
    def read() -> ReadArticle:
        if len(line) > options.max_bytes:
            raise ArticleError(f"is over the limit of {options.max_bytes} bytes")
        text, details, own_file = parse_json_line(line)
        return build_article(text, details, own_file or file, options)

    return attempt(f"{path}:{number}", read)
