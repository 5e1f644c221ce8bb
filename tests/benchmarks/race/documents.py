"""The JSON of made events, put together from parts that are dumped once.

`schemas` would take minutes for a million. A test holds these documents against what `schemas` gives.
"""

from functools import cache

from schemas.documents import dump_json, dump_with
from schemas.parts.dates import EventDateSchema
from schemas.parts.places import BaseReferenceSchema, SourceReferenceSchema
from service.domain.events.dates import EventDate
from service.domain.events.reports import Role
from service.domain.names.places import Actor, Base, Source, find_place_precision
from tests.benchmarks.race.events import MadeEvent, name_moment


def build_document(event: MadeEvent) -> str:
    """The JSON of an event as the store keeps it for lists."""
    actors = ",".join(dump_part(actor, role) for actor, role in event.parts)
    sources = ",".join(map(dump_source, event.sources))
    independent = len(event.sources)
    return (
        f'{{"id":{dump_json(event.slug)},"type":"{event.type}","status":"{event.status}","date":{dump_date(event.date)},'
        f'"base":{dump_base(event.base)},"country":{dump_json(event.country)},'
        f'"place_precision":{dump_json(find_place_precision(event.base, event.country))},"actors":[{actors}],'
        f'"figures":[{dump_personnel(event)}],"sources":[{sources}],"independent_source_count":{independent},'
        f'"report_count":{independent},"confidence":{event.confidence},"first_reported":"{event.published}",'
        f'"disputed":[],"revision":{event.revision},"updated_at":"{name_moment(event.revision)}"}}'
    )


def build_evidence(event: MadeEvent) -> str:
    """What the single event adds to it, which no question of the race reads: its usual size is what counts."""
    history = (
        f'{{"status":"{event.status}","type":"{event.type}","reported":"{event.published}","date":{dump_date(event.date)},'
        f'"source":"{event.sources[0].slug}","report":"{event.number:064x}-1"}}'
    )
    claims = '{"types":[],"statuses":[],"dates":[],"figures":[]}'
    return f'{{"history":[{history}],"date_from":null,"claims":{claims}}}'


def dump_personnel(event: MadeEvent) -> str:
    """How many people it was about, in members of an array; nothing where no report says it."""
    number = event.personnel
    if number is None:
        return ""
    return (
        f'{{"kind":"personnel","unit":null,"low":{number},"best":{number},"high":{number},'
        '"report_count":1,"qualifier":"exact","low_qualifier":"exact","high_qualifier":"exact"}'
    )


@cache
def dump_date(date: EventDate | None) -> str:
    """A date as JSON."""
    return dump_with(EventDateSchema, date) if date else "null"


@cache
def dump_base(base: Base | None) -> str:
    """A base as JSON."""
    return dump_with(BaseReferenceSchema, base) if base else "null"


@cache
def dump_part(actor: Actor, role: Role) -> str:
    """An actor in a role as JSON."""
    return dump_json({"slug": actor.slug, "name": actor.name, "role": role})


@cache
def dump_source(source: Source) -> str:
    """A source as JSON."""
    return dump_with(SourceReferenceSchema, source)
