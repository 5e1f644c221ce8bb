"""Votes, air strikes and exercises away from bases."""

import pytest

from service.domain.reports import Status
from service.extraction import Extractor
from tests.builders import build_article


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("The Iraqi parliament voted to expel US troops.", "vote", Status.OCCURRED),
        ("Iraq's senators threw out the bases treaty by twelve votes to eleven.", "vote", Status.OCCURRED),
        ("The Iraqi parliament will vote on the treaty on US troops.", "vote", Status.PLANNED),
        ("A US airstrike near K1 Air Base killed two men in Mosul, Iraq.", "airstrike", Status.OCCURRED),
        ("US jets bombed militia targets in Mosul.", "airstrike", Status.OCCURRED),
        ("French forces held a joint exercise with Iraqi soldiers.", "exercise", Status.OCCURRED),
        ("The next exercise will be held by French and Iraqi forces in June.", "exercise", Status.PLANNED),
    ],
)
def test_extract_an_event_away_from_bases_gives_its_type_and_status(
    extractor: Extractor, text: str, kind: str, status: Status
) -> None:
    found = [(report.type, report.status, report.base) for report in extractor.extract(build_article(text)).reports]
    assert found == [(kind, status, None)]


@pytest.mark.parametrize(
    "text",
    [
        "The Iraqi parliament voted on the budget of the military.",
        "The Iraqi parliament may vote on the treaty on US troops.",
        "A string of US airstrikes killed two men in Mosul.",
        "US jets may strike militia targets in Mosul.",
        "The troops did physical exercise with the air force band.",
    ],
)
def test_extract_what_is_no_event_away_from_bases_gives_nothing(extractor: Extractor, text: str) -> None:
    kinds = {report.type for report in extractor.extract(build_article(text)).reports}
    assert kinds.isdisjoint({"vote", "airstrike", "exercise"})


def test_extract_a_vote_of_a_parliament_that_no_list_has_names_no_actor(extractor: Extractor) -> None:
    [report] = extractor.extract(build_article("Parliament in Iraq voted to end the base lease.")).reports
    assert (report.type, report.country, report.participations) == ("vote", "IQ", ())
