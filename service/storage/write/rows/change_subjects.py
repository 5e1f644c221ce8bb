"""What changes are of: the bases and actors of the versions that they end and of those that they make."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from service.domain.events.events import Event
from service.storage.database.bulk import insert_rows, is_among
from service.storage.tables.event_links import ChangeSubjectRow, ParticipationRow, build_subject
from service.storage.tables.models import EventRow
from service.storage.write.rows.new_reports import get_table


def find_subjects(session: Session, ended: Mapping[int, str], begun: Sequence[Event]) -> dict[str, set[str]]:
    """The subjects of changes by the ids of their events; `ended` has those by the row numbers of versions."""
    found = {event.id: set(_list_subjects(event)) for event in begun}
    bases = select(literal("base").label("kind"), EventRow.id, EventRow.base.label("slug"))
    actors = select(literal("actor"), ParticipationRow.event_id, ParticipationRow.actor)
    placed = bases.where(is_among(EventRow.id, ended), EventRow.base.is_not(None))
    acting = actors.where(is_among(ParticipationRow.event_id, ended))
    for row in session.execute(placed.union_all(acting)) if ended else ():
        found.setdefault(ended[row.id], set()).add(build_subject(row.kind, row.slug))
    return found


def _list_subjects(event: Event) -> Iterator[str]:
    if event.base is not None:
        yield build_subject("base", event.base.slug)
    for part in event.participations:
        yield build_subject("actor", part.actor.slug)


def insert_subjects(session: Session, changes: Sequence[Mapping[str, Any]], subjects: Mapping[str, Set[str]]) -> None:
    """Write the subjects of changes, which are rows of their table; `subjects` are by the ids of events."""
    rows = [
        {"subject": subject, "revision": change["revision"], "position": change["position"]}
        for change in changes
        for subject in sorted(subjects.get(change["slug"], ()))
    ]
    insert_rows(session, get_table(ChangeSubjectRow), rows)
