"""Which articles are independent of one another."""

import pytest

from service.domain.events.events import FiledReport
from service.merging.copies import find_origins, is_copy
from service.merging.signatures import sign_text
from tests.builders import build_report

LEAD = "The coalition handed the base over to the army on Sunday, officials said."
BODY = (
    "About three hundred soldiers had been stationed there. The commander thanked his hosts in a short speech, and the "
    "flag was lowered at noon. Equipment worth more than a million dollars was left to the new owners, among it "
    "vehicles, generators and a field hospital. The mayor hopes that the airfield will one day serve civilian traffic."
)
OTHER = (
    "Trucks rolled out of the gates before dawn. Residents along the road watched the last convoy leave for the "
    "border, ending eleven years of foreign presence in the district. A spokesman in the capital called it planned."
)


def file(article: str, source: str | None, text: str, place: int = 1) -> FiledReport:
    return FiledReport(f"{article}-{place}", build_report(), article, source, None, sign_text(text))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (f"{LEAD} {BODY}", f"{LEAD} {BODY}", True),
        (f"{LEAD} {BODY}", f"KIRKUK, Iraq (Wire) - {LEAD} {BODY} Reporting by our own staff.", True),
        (f"{LEAD} {BODY}", f"{LEAD.upper()} {BODY.replace(',', '')}", True),
        (f"{LEAD} {BODY}", BODY, True),
        (f"{LEAD} {BODY}", f"{LEAD} {OTHER}", False),
        (BODY, OTHER, False),
        ("", "", False),
    ],
)
def test_is_copy_of_two_texts_tells_reprints_from_own_work(one: str, other: str, expected: bool) -> None:
    assert is_copy(sign_text(one), sign_text(other)) is expected


def test_sign_text_of_one_text_is_always_the_same_and_has_a_fixed_length() -> None:
    assert sign_text(BODY) == sign_text(BODY)
    assert len(sign_text(BODY)) == len(sign_text("One")) == 512
    assert sign_text(" ...") == b""


def test_find_origins_of_articles_of_one_source_gives_one() -> None:
    origins = find_origins([file("a", "press-tv", BODY), file("b", "press-tv", OTHER), file("b", "press-tv", OTHER, 2)])
    assert origins == {"a-1": "a", "b-1": "a", "b-2": "a"}


def test_find_origins_of_copies_joins_through_others() -> None:
    """A and B are of one source, B and C share a text: there is one origin, in whatever order they come."""
    reports = [
        file("c", "daily", OTHER),
        file("a", "press-tv", BODY),
        file("b", "press-tv", OTHER),
        file("d", None, LEAD),
    ]
    wanted = {"a-1": "a", "b-1": "a", "c-1": "a", "d-1": "d"}
    assert find_origins(reports) == find_origins(reports[::-1]) == wanted


def test_find_origins_of_unknown_sources_keeps_them_apart() -> None:
    assert len(set(find_origins([file("a", None, BODY), file("b", None, OTHER)]).values())) == 2
