"""Readers for a process of their own: what they do to a text is the text's first word."""

import os
import re
import signal
import sys
import time
from pathlib import Path

from schemas.responses.extraction import ExtractionView
from service.domain.articles.article import Article
from service.errors import ArticleError, ModelError
from service.loader.articles.details import Details
from tests.builders import build_day, build_report


class OddReader:
    """Finds the same in all texts; some make it do something else."""

    def parse_page(self, html: str) -> tuple[str, Details]:
        self.obey(html)
        return html, Details(title=html[:20])

    def extract(self, article: Article) -> ExtractionView:
        self.obey(article.text.removeprefix("# "))
        return ExtractionView(article, (build_report(date=build_day()),))

    def obey(self, text: str) -> None:
        word, _, argument = text.partition(" ")
        orders = {
            "sleep": lambda: time.sleep(float(argument)),
            "compute": _compute,
            "search": _search,
            "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
            "die-once": lambda: _die_once(Path(argument)),
            "exit": lambda: os._exit(0),
            "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
            "fail": lambda: 1 / 0,
            "refuse": lambda: _refuse(argument),
            "wait": lambda: _wait(Path(argument)),
        }
        orders.get(word, str)()


def _compute() -> None:
    while True:
        pass


def _search() -> None:
    """Hold the interpreter's lock for years."""
    re.match("(a|a)*b", "a" * 100)


def _refuse(reason: str) -> None:
    raise ArticleError(reason)


def _die_once(path: Path) -> None:
    """Leave a mark, so that the one who comes next lives on."""
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _wait(path: Path) -> None:
    """Say who is here, and stay until the file is gone."""
    path.write_text(str(os.getpid()))
    while path.exists():
        time.sleep(0.01)


def build_odd_reader() -> OddReader:
    return OddReader()


def build_slow_reader() -> OddReader:
    time.sleep(60)
    return OddReader()


def build_no_reader() -> OddReader:
    raise ModelError("the encoder is another one")


def build_dying_reader() -> OddReader:
    sys.exit(3)
