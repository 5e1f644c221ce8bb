"""The JSON of events: as stored, with links, or with selected or additional members."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from schemas.documents import dump_json, select_members
from schemas.responses.items import WithheldReportSchema
from service.api.events.arguments import EventArguments, Inclusion
from service.api.links import add_links
from service.domain.records import EventRecord, EventReports, ListedEvent
from service.storage.read.events import find_evidence_documents, find_reports

_WITHHELD = WithheldReportSchema(many=True)


def dump_events(session: Session, events: Sequence[ListedEvent], arguments: EventArguments) -> list[str]:
    """Return the JSON of each event, joined from stored JSON; reads only the members that are requested."""
    numbers = [event.number for event in events]
    wanted = set(arguments.include)
    reports = find_reports(session, numbers) if Inclusion.REPORTS in wanted else {}
    evidence = find_evidence_documents(session, numbers) if wanted - {Inclusion.REPORTS} else {}
    return [
        _join(
            select_members(link_event(event.document, event.id), arguments.members),
            _dump_evidence(evidence.get(event.number), wanted),
            _dump_reports(reports[event.number]) if event.number in reports else "",
        )
        for event in events
    ]


def join_event(record: EventRecord) -> str:
    """Return the JSON of one event with its evidence and reports, joined from stored JSON."""
    return _join(link_event(record.document, record.id), record.evidence[1:-1], _dump_reports(record.reports))


def link_event(document: str, event_id: str) -> str:
    """Return the stored JSON of an event with its links."""
    return add_links(document, "events", event_id)


def _dump_reports(reports: EventReports) -> str:
    """Return the members `reports` and `withheld`, without the braces of an object."""
    return f'"reports":[{",".join(reports.documents)}],"withheld":{dump_json(_WITHHELD.dump(reports.withheld))}'


def _dump_evidence(document: str | None, wanted: set[Inclusion]) -> str:
    if document is None:
        return ""
    evidence: dict[str, Any] = json.loads(document)
    members: dict[str, Any] = {}
    if Inclusion.HISTORY in wanted:
        members["history"] = evidence["history"]
    if Inclusion.CLAIMS in wanted:
        members["claims"] = evidence["claims"]
    elif Inclusion.FIGURES in wanted:
        members["claims"] = {"figures": evidence["claims"]["figures"]}
    return dump_json(members)[1:-1]


def _join(document: str, *members: str) -> str:
    """Add members to a non-empty object."""
    return ",".join([document[:-1], *(member for member in members if member)]) + "}"
