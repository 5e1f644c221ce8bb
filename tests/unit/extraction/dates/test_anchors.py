"""When an article was written that does not say it, as far as its text gives it away."""

import datetime as dt

import pytest

from service.codebook import Codebook
from service.codebook.model import Landmark
from service.extraction.dates.anchors import AnchorReader
from service.extraction.dates.phrases import DatePhrase, DatePhrases
from service.extraction.dates.resolver import DateResolver
from service.extraction.text.layout import Part, Sentence
from tests.unit.extraction.builders import build_sentence

BODY, CAPTION, FILE_PHOTO = Part.BODY, Part.CAPTION, Part.FILE_PHOTO


def build_dated(codebook: Codebook, *lines: tuple[Part, str]) -> list[tuple[Sentence, tuple[DatePhrase, ...]]]:
    phrases = DatePhrases(codebook.dates)
    return [(build_sentence(text, number, part), phrases.find(text)) for number, (part, text) in enumerate(lines)]


@pytest.fixture(scope="module")
def anchors(codebook: Codebook) -> AnchorReader:
    return AnchorReader(DateResolver(codebook.dates), codebook.boilerplate.landmarks)


@pytest.mark.parametrize(
    ("lines", "anchor"),
    [
        ([(BODY, "It began on May 1, 2018."), (BODY, "March 29, 2020 was its end, not May 3, 2019.")], "2020-03-29"),
        ([(BODY, "They left between 3 and 7 March 2020.")], "2020-03-07"),
        ([(FILE_PHOTO, "A soldier on May 1, 2021."), (BODY, "They left on March 29, 2020.")], "2020-03-29"),
        ([(CAPTION, "Troops in March 2020."), (BODY, "They came in May 2021.")], "2020-03-31"),
        ([(BODY, "They came in May 2021 and left on March 29.")], None),
        ([(BODY, "Soleimani was killed on January 3.")], "2020-01-03"),
        ([(BODY, "They left on January 3.")], None),
        ([(BODY, "Soleimani spoke on January 4.")], None),
        ([(BODY, "The attack of January 5 came two days after Soleimani was killed, two days earlier.")], "2020-01-03"),
        ([], None),
    ],
)
def test_find_anchor_is_the_latest_full_date_or_a_captions_month_or_a_landmark(
    codebook: Codebook, anchors: AnchorReader, lines: list[tuple[Part, str]], anchor: str | None
) -> None:
    found = anchors.find_anchor(build_dated(codebook, *lines))
    assert (found.isoformat() if found else None) == anchor


def test_find_anchor_of_two_landmarks_is_the_first_that_the_text_tells(codebook: Codebook) -> None:
    landmarks = [
        Landmark(
            name="a flood", words=frozenset({"flood"}), date=dt.date(2019, 5, 1), type="attack", reference="Wikipedia"
        ),
        Landmark(
            name="a fire", words=frozenset({"fire"}), date=dt.date(2018, 6, 2), type="attack", reference="Wikipedia"
        ),
    ]
    anchors = AnchorReader(DateResolver(codebook.dates), landmarks)
    dated = build_dated(codebook, (BODY, "After the flood came the fire on June 2."))
    assert anchors.find_anchor(dated) == dt.date(2018, 6, 2)


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("Today, Sunday, March 29, they left.", "2020-03-29"),
        ("They left today, March 29, 2020.", "2020-03-29"),
        ("They left today.", None),
        ("They left on March 29.", None),
        ("Today they left, and on March 29 they came.", None),
    ],
)
def test_find_today_is_the_day_that_is_named_after_it(
    codebook: Codebook, anchors: AnchorReader, text: str, today: str | None
) -> None:
    found = anchors.find_today(build_dated(codebook, (BODY, text)), dt.date(2020, 3, 1))
    assert (found.isoformat() if found else None) == today


def test_find_today_without_a_year_is_null(codebook: Codebook, anchors: AnchorReader) -> None:
    assert anchors.find_today(build_dated(codebook, (BODY, "Today, March 29, they left.")), None) is None
