"""The dictionary: what the words mean that events are described by, and how many events have each."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response

from schemas.documents import dump_with
from schemas.resources.dictionary import DictionarySchema
from service.api.http.database import open_request_session
from service.api.http.responses import JSON_TYPE, respond_with_json
from service.api.input.arguments import StoredArgumentsSchema
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS
from service.api.resources.terms import CountedTerm, Term
from service.storage.read.totals.words import count_words, find_event_types

# What the words of a vocabulary are counted as.
_COUNTED = {"statuses": "status", "roles": "role", "figure_kinds": "figure", "date_precisions": "precision"}


def build_dictionary(terms: Mapping[str, Sequence[Term]]) -> Any:
    """Build the endpoint of the dictionary."""
    blueprint = build_blueprint("dictionary", "What the words mean that events are described by.")

    @declare(
        blueprint,
        "/dictionary",
        takes=StoredArgumentsSchema,
        responses={JSON_TYPE: DictionarySchema},
        problems=DATABASE_PROBLEMS,
    )
    def show_dictionary(arguments: object) -> Response:
        """Get the dictionary

        Event types with their nearest equivalents in PLOVER, CAMEO and ACLED, statuses, roles, kinds of figures and
        precisions of dates, each with its definition and its number of current events; and how numbers are hedged.
        """
        with open_request_session() as session:
            types = find_event_types(session)
            counts = {name: count_words(session, counted) for name, counted in _COUNTED.items()}
        words = {name: _count_terms(terms[name], found) for name, found in counts.items()}
        return respond_with_json(dump_with(DictionarySchema, {**terms, **words, "types": types}))

    return blueprint


def _count_terms(terms: Sequence[Term], counts: Mapping[str, int]) -> list[CountedTerm]:
    return [CountedTerm(term, counts.get(term.slug, 0)) for term in terms]
