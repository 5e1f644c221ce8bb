"""Which revision of the store an answer must be of at least: as `min_revision` says, or what else a request is of."""

import datetime as dt
import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from service.api.input.cursors import build_scope, parse_cursor
from service.api.input.pagination import split_position

MIN_REVISION = "min_revision"
_GIVEN = re.compile(r"(?:^|&)min_revision=([0-9]{1,9})(?=&|$)")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Floor:
    """What a database must have for an answer from it.

    `asked` is `min_revision`: an answer of less is never given. `number` and `moment` are what a cursor and `as_of`
    are of: a replica that has less does not answer, and whatever the primary has is all that there is.
    """

    asked: int = 0
    number: int = 0
    moment: dt.datetime | None = None

    def is_reached(self, number: int, committed_at: dt.datetime | None) -> bool:
        """Whether a database is so far, by the number of its last revision and when that was; null before the first.

        That one from before a moment is the last before it, only a later one shows.
        """
        if number < max(self.asked, self.number):
            return False
        return self.moment is None or (committed_at is not None and committed_at >= self.moment)


def build_floor(arguments: object, path: str, given: MultiDict[str, str]) -> Floor:
    """The floor of a request by its arguments, its path and its query string."""
    asked = getattr(arguments, MIN_REVISION, None) or 0
    as_of = getattr(arguments, "as_of", None)
    is_moment = isinstance(as_of, dt.datetime)
    numbers = [asked, 0 if is_moment or as_of is None else as_of]
    if cursor := getattr(arguments, "cursor", None):
        numbers.append(split_position(parse_cursor(cursor, build_scope(path, given)))[0] or 0)
    since = getattr(arguments, "since", None)
    if isinstance(since, str):
        # The place of a change begins with its revision.
        first = _NUMBER.match(parse_cursor(since, build_scope(path, MultiDict()), "since"))
        numbers.append(int(first[0]) if first else 0)
    return Floor(asked, max(numbers), as_of if is_moment else None)


def strip_min_revision(query: str) -> tuple[str, int | None]:
    """A query string without its `min_revision`, and that; as it is, and null, where it has none or no right one.

    An answer that is of a late enough revision is the same whatever number was asked for.
    """
    if MIN_REVISION not in query:
        return query, None
    found = list(_GIVEN.finditer(query))
    if len(found) != 1:
        return query, None
    start, end = found[0].span()
    return (query[:start] + query[end:]).removeprefix("&"), int(found[0][1])
