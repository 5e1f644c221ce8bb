"""Which state of the store an answer is of."""

import datetime as dt

from flask import Response, g
from sqlalchemy.orm import Session

from service.api.input.dates import ALLOWED_AS_OF
from service.errors import ParameterError
from service.storage.tables.revisions import find_last_number, get_number_at

REVISION = "Basewatch-Revision"
# A change is given its moment when it begins to be written, so one of the last seconds may not be seen yet.
SETTLING = dt.timedelta(minutes=1)
REVISION_HEADER = {
    REVISION: {
        "description": "Revision of the store that the answer is of; `as_of` with it gives the same answer for ever.",
        "schema": {"type": "integer"},
    }
}


def find_revision(session: Session, as_of: int | dt.datetime | None) -> int:
    """Return the number of the revision that is asked of, the last one where nothing else is said."""
    if as_of is None and g.get("session") is session:
        return g.revision.number if g.revision else 0
    if as_of is None:
        # What is sent while it is made has a state of its own, later than that of the request.
        return find_last_number(session)
    if isinstance(as_of, dt.datetime) and as_of > dt.datetime.now(dt.UTC) - SETTLING:
        raise ParameterError(
            "as_of",
            "`as_of` must be at least a minute in the past; or give a revision number, as in the "
            f"{REVISION} header of a response",
            allowed=ALLOWED_AS_OF,
        )
    return get_number_at(session, as_of)


def mark_revision(response: Response, number: int) -> Response:
    """Say which revision an answer is of."""
    response.headers[REVISION] = str(number)
    return response
