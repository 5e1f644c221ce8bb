"""Cursors: the position in a list where the next page starts, as opaque text.

A cursor holds the last item's sort key and a checksum over the key and the query. The checksum catches mistakes (a
truncated, altered or foreign cursor); it is not a signature, as a cursor grants nothing.
"""

import base64
import binascii
import hashlib
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from service.errors import ParameterError

MAX_CURSOR_LENGTH = 2048
# Parameters that may differ between two pages of one list.
PAGING = frozenset({"cursor", "limit"})
_CHECKSUM_BYTES = 6


def build_scope(path: str, arguments: MultiDict[str, str]) -> str:
    """Return a cursor's scope: the list and its filters, in canonical order."""
    filters = sorted((name, value) for name, value in arguments.items(multi=True) if name not in PAGING)
    return f"{path}?{urlencode(filters)}"


def build_cursor(after: str, scope: str) -> str:
    """Return the cursor for the page after the item whose sort key is `after`."""
    place = after.encode()
    return base64.urlsafe_b64encode(_build_checksum(place, scope) + place).rstrip(b"=").decode()


def parse_cursor(text: str, scope: str, parameter: str = "cursor") -> str:
    """Return the sort key that a cursor of this scope carries. Raises ParameterError for any other text."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        after = raw[_CHECKSUM_BYTES:].decode()
    except (binascii.Error, ValueError) as error:
        raise build_invalid_cursor(parameter) from error
    # Rebuilt and compared whole: this rejects other base64 spellings of the same bytes too.
    if "\x00" in after or build_cursor(after, scope) != text:
        raise build_invalid_cursor(parameter)
    return after


def _build_checksum(place: bytes, scope: str) -> bytes:
    return hashlib.blake2b(place, digest_size=_CHECKSUM_BYTES, key=hashlib.sha256(scope.encode()).digest()).digest()


def build_invalid_cursor(parameter: str) -> ParameterError:
    """Build the error for an invalid cursor."""
    return ParameterError(
        parameter,
        f"invalid cursor; follow `next` unchanged with the same filters, or leave `{parameter}` out",
        allowed="the cursor of a page of the same list and filters",
    )
