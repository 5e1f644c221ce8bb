"""Lists of bases, actors and sources, and one of each."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from marshmallow import Schema
from sqlalchemy.orm import Session

from service.api.http.database import open_own_session, open_request_session
from service.api.http.headers import UNPLACED_COUNT, set_revision_header
from service.api.http.responses import build_following_path, build_key_page_request
from service.api.input.arguments import PageArgumentsSchema
from service.api.names.arguments import NameArguments
from service.api.names.formats import (
    CSV_SCHEMA,
    MEDIA_TYPES,
    TABLE_FORMATS,
    NameFormat,
    choose_name_format,
    respond_with_names,
    stream_table,
)
from service.api.names.queries import resolve_name_query
from service.api.openapi.endpoints import declare
from service.api.openapi.operations import DATABASE_PROBLEMS, NEXT_LINK, build_link
from service.domain.queries import NameQuery, PageRequest
from service.domain.records import Page
from service.errors import ParameterError
from service.storage.names.resolve import NamedRow
from service.storage.tables.revisions import find_last_number

BATCH = 1_000


def count_nothing(_session: Session, _query: NameQuery, _chosen: NameFormat) -> dict[str, int]:
    """The further members of a page that has none."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList:
    """A list of one kind. `dump` gives the JSON of an item, `count` further members of pages in a format, and `columns`
    are those of CSV.
    """

    rows: NamedRow
    find: Callable[[Session, PageRequest, NameQuery], Page[Any]]
    dump: Callable[[Any], str]
    columns: Sequence[str]
    formats: Sequence[NameFormat] = TABLE_FORMATS
    count: Callable[[Session, NameQuery, NameFormat], dict[str, int]] = count_nothing


def declare_list(
    blueprint: Any,
    listed: NameList,
    *,
    takes: type[PageArgumentsSchema],
    schemas: Mapping[NameFormat, type[Schema]],
    kind: str,
    headers: Mapping[str, Any] | None = None,
) -> None:
    """Declare a list; `schemas` are those of its pages."""

    def view(arguments: NameArguments) -> Response:
        chosen = choose_name_format(arguments.format, listed.formats)
        if chosen is NameFormat.CSV:
            return _stream(blueprint.name, arguments, listed)
        return _respond_with_page(arguments, listed, chosen)

    view.__name__ = f"list_{blueprint.name}"
    view.__doc__ = (
        f"List {blueprint.name}\n\nOrdered by key, or as `sort` and `q` say. Follow `next` until it is null, or "
        "download all of them as CSV."
    )
    declare(
        blueprint,
        f"/{blueprint.name}",
        takes=takes,
        responses={MEDIA_TYPES[name]: schemas.get(name, CSV_SCHEMA) for name in listed.formats},
        headers={**NEXT_LINK, **(headers or {})},
        links={"item": build_link(f"show_{kind}", slug="$response.body#/items/0/slug")},
        problems=DATABASE_PROBLEMS,
    )(view)


def _respond_with_page(arguments: NameArguments, listed: NameList, chosen: NameFormat) -> Response:
    page = build_key_page_request(arguments)
    with open_request_session() as session:
        query = resolve_name_query(session, listed.rows, arguments)
        found, further = listed.find(session, page, query), listed.count(session, query, chosen)
    documents = [listed.dump(item) for item in found.items]
    return respond_with_names(chosen, documents, arguments.members, build_following_path(found.after), further)


def _stream(name: str, arguments: NameArguments, listed: NameList) -> Response:
    """Respond with all that match, or the first `limit` of them if it is given."""
    if arguments.members:
        raise ParameterError(
            "fields", "`fields` needs a JSON format; CSV has fixed columns", allowed="nothing with CSV"
        )
    read = _read_pages(arguments, listed)
    # The revision and the counts are read before the response starts, so that errors still get their own status.
    number, further = next(read)
    response = stream_table(name, listed.columns, read)
    if "unplaced_count" in further:
        response.headers[UNPLACED_COUNT] = str(further["unplaced_count"])
    return set_revision_header(response, number)


def _read_pages(arguments: NameArguments, listed: NameList) -> Iterator[Any]:
    """Read the revision and the counts, then the JSON of all items, in a session that stays open until the last."""
    limit = arguments.limit if "limit" in request.args else sys.maxsize
    after = build_key_page_request(arguments).after
    with open_own_session() as session:
        query = resolve_name_query(session, listed.rows, arguments)
        found = listed.find(session, PageRequest(min(BATCH, limit), after), query)
        yield find_last_number(session), listed.count(session, query, NameFormat.CSV)
        while True:
            yield [listed.dump(item) for item in found.items]
            limit -= len(found.items)
            if found.after is None or limit <= 0:
                return
            found = listed.find(session, PageRequest(min(BATCH, limit), found.after), query)
