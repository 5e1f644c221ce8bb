"""The metadata of an article: its rules, once for files, manifests, lines and requests.

The patterns are those that the OpenAPI document shows, so that it allows what the service takes, and nothing else.
"""

import datetime as dt
import re

EARLIEST = dt.date(1900, 1, 1)

_HOST = r"(\[[0-9A-Fa-f:.]+\]|[^\u0000-\u0020\u007f/?#@:\[\]\\<>\"{}|^`%]+)"
URL_PATTERN = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(:[0-9]{{1,5}})?([/?#][^\u0000-\u0020\u007f]*)?$"
# Language, script, region and variants, as BCP 47 joins them; or a tag of one's own.
LANGUAGE_PATTERN = "^([A-Za-z]{2,3}|[A-Za-z]{5,8}|[IiXx])(-[A-Za-z0-9]{1,8}){0,8}$"
DAY_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# At least one visible character, and none that breaks a line or controls a terminal.
_BREAKERS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
LINE_PATTERN = rf"^[ \u00a0\u2000-\u200a\u202f\u205f\u3000]*[^\s{_BREAKERS}][^{_BREAKERS}]*$"


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute URL of the web, without a user's name or password."""
    return re.fullmatch(URL_PATTERN, text) is not None


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a language tag of BCP 47."""
    return re.fullmatch(LANGUAGE_PATTERN, text) is not None


def is_one_line(text: str) -> bool:
    """Whether a text is one line with a visible character."""
    return re.fullmatch(LINE_PATTERN, text) is not None


def parse_day(text: str) -> dt.date:
    """A day as in 2020-03-29. Raises ValueError for anything else, other spellings of ISO 8601 too."""
    if re.fullmatch(DAY_PATTERN, text) is None:
        raise ValueError(f"{text!r} is not written like 2020-03-29")
    return dt.date.fromisoformat(text)


def may_be_published(day: dt.date, today: dt.date) -> bool:
    """Whether an article can have appeared on a day: tomorrow is allowed, for time zones ahead of ours."""
    return day >= EARLIEST and day - dt.timedelta(days=1) <= today
