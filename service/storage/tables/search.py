"""Finding reports by words: FTS5 on SQLite, a text search vector on PostgreSQL, behind one function.

Both keep and are asked for words as `service.domain.names.words` gives them, so that they find the same.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import FunctionElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

from service.domain.names.words import SearchTerm, build_search_words
from service.domain.records import ReportRecord


class _SearchReports(FunctionElement[Any]):
    """Whether a row of `report` has the words. Its two arguments are the query as either database wants it."""

    inherit_cache = True
    # Were it a Boolean, SQLite would be asked whether it equals 1, and would look at every report.
    type = NullType()


@compiles(_SearchReports, "sqlite")
def _compile_for_sqlite(element: _SearchReports, compiler: SQLCompiler, **options: Any) -> str:
    asked = compiler.process(next(iter(element.clauses)), **options)
    return f"(report.id IN (SELECT rowid FROM report_search WHERE report_search MATCH {asked}))"  # noqa: S608 - a bound parameter


@compiles(_SearchReports, "postgresql")
def _compile_for_postgresql(element: _SearchReports, compiler: SQLCompiler, **options: Any) -> str:
    asked = compiler.process(list(element.clauses)[1], **options)
    return f"(array_to_tsvector(string_to_array(report.search_text, ' ')) @@ CAST({asked} AS tsquery))"


def search_reports(terms: Sequence[SearchTerm]) -> _SearchReports:
    """Whether a report has, for each of these, words that begin with it in one of its spellings."""
    asked = _build_question(terms, _quote_for_sqlite, " AND ", " OR ")
    return _SearchReports(asked, _build_question(terms, _quote_for_postgresql, " & ", " | "))


def _build_question(terms: Sequence[SearchTerm], quote: Callable[[str], str], both: str, either: str) -> str:
    spellings = ([f"({both.join(map(quote, words))})" for words in term] for term in terms)
    return both.join(f"({either.join(written)})" for written in spellings)


def _quote_for_sqlite(word: str) -> str:
    return '"{}"*'.format(word.replace('"', '""'))


def _quote_for_postgresql(word: str) -> str:
    return "'{}':*".format(word.replace("\\", "\\\\").replace("'", "''"))


def build_search_text(record: ReportRecord) -> str:
    """The words by which a report is found: of its names and aliases, its type, its article's title and its quotes."""
    report, article = record.report, record.article
    names = [report.type, report.country or ""]
    if report.base:
        names += [report.base.slug, report.base.name, report.base.region or "", *report.base.aliases]
    for part in report.participations:
        names += [part.actor.name, *part.actor.aliases]
    if article.source:
        names += [article.source.name, *article.source.aliases]
    return " ".join(build_search_words(names, [article.title or "", *(quote.text for quote in report.quotes)]))
