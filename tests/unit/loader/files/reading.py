"""Files of articles for tests, and what is read of them."""

import datetime as dt
from pathlib import Path

from service.loader.articles.building import ReadArticle
from service.loader.files.folders import read_articles
from service.loader.files.reading import Read, ReadOptions
from service.loader.seeds.sources import SourceIndex
from tests.builders import build_source

SOURCES = SourceIndex([build_source(aliases=["presstv.ir"])])
OPTIONS = ReadOptions(SOURCES, max_bytes=2_000, today=dt.date(2026, 1, 31))

LONG = "The general’s troops left the café at the base on Sunday, and nobody came back for weeks."
PAGE = """<!DOCTYPE html><html><head><title>Forces leave K1</title></head><body><nav>Home | News | Sport</nav>
<article><h1>Forces leave K1</h1><p>The coalition left the K1 air base on Sunday and handed it over to the army, its
spokesman said – in a statement that was sent to reporters at a café.</p><p>It is the third base that was handed over
this month, after Al-Qaim and Qayyarah, and more will follow.</p></article><footer>Imprint</footer></body></html>"""


def read_all(path: Path | str, options: ReadOptions = OPTIONS) -> list[Read]:
    return list(read_articles(str(path), options))


def read_one(path: Path | str, options: ReadOptions = OPTIONS) -> ReadArticle:
    [read] = read_all(path, options)
    assert isinstance(read, ReadArticle), read
    return read


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
