"""`as_of`: the revision of the store that is asked of."""

import datetime as dt

from flask import g
from sqlalchemy.orm import Session

from service.api.http.database import get_state_number
from service.api.http.headers import REVISION
from service.api.input.dates import ALLOWED_AS_OF
from service.errors import ParameterError
from service.storage.tables.revisions import find_last_number, get_number_at

# A revision's timestamp is set when its transaction begins, so the latest ones may not be visible yet.
MIN_AS_OF_AGE = dt.timedelta(minutes=1)


def find_revision(session: Session, as_of: int | dt.datetime | None) -> int:
    """Return the number of the requested revision; the latest by default."""
    if as_of is None and g.get("session") is session:
        return get_state_number()
    if as_of is None:
        # A streamed response has its own session, which may see a later revision than the request's.
        return find_last_number(session)
    if isinstance(as_of, dt.datetime) and as_of > dt.datetime.now(dt.UTC) - MIN_AS_OF_AGE:
        raise ParameterError(
            "as_of",
            "`as_of` must be at least a minute in the past; or give a revision number, as in the "
            f"{REVISION} header of a response",
            allowed=ALLOWED_AS_OF,
        )
    return get_number_at(session, as_of)
