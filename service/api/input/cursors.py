"""Cursors: the position in a list where the next page starts, as opaque text.

A cursor holds the last item's sort key, signed for one query. The signature catches mistakes (a truncated, altered or
foreign cursor); its key is no secret, as a cursor grants nothing.
"""

import hashlib
from functools import partial
from urllib.parse import urlencode

from itsdangerous import BadData, Signer, base64_decode, base64_encode
from werkzeug.datastructures import MultiDict

from service.errors import ParameterError

MAX_CURSOR_LENGTH = 2048
# Parameters that may differ between two pages of one list.
PAGING = frozenset({"cursor", "limit", "min_revision"})
# Short, as it only has to catch mistakes.
_DIGEST = partial(hashlib.blake2b, digest_size=6)


def build_scope(path: str, arguments: MultiDict[str, str]) -> str:
    """Return a cursor's scope: the list and its filters, in canonical order."""
    filters = sorted((name, value) for name, value in arguments.items(multi=True) if name not in PAGING)
    return f"{path}?{urlencode(filters)}"


def build_cursor(after: str, scope: str) -> str:
    """Return the cursor for the page after the item whose sort key is `after`."""
    return base64_encode(_build_signer(scope).sign(after)).decode()


def parse_cursor(text: str, scope: str, parameter: str = "cursor") -> str:
    """Return the sort key that a cursor of this scope carries. Raises ParameterError for any other text."""
    try:
        after = _build_signer(scope).unsign(base64_decode(text)).decode()
    except (BadData, ValueError) as error:
        raise build_invalid_cursor(parameter) from error
    # Rebuilt and compared, as the library accepts other base64 spellings of the same bytes.
    if "\x00" in after or build_cursor(after, scope) != text:
        raise build_invalid_cursor(parameter)
    return after


def _build_signer(scope: str) -> Signer:
    return Signer("cursor", salt=scope, digest_method=_DIGEST)


def build_invalid_cursor(parameter: str) -> ParameterError:
    """Build the error for an invalid cursor."""
    return ParameterError(
        parameter,
        f"invalid cursor; follow `next` unchanged with the same filters, or leave `{parameter}` out",
        allowed="the cursor of a page of the same list and filters",
    )
