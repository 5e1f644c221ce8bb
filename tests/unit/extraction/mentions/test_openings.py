import pytest

from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.openings import add_opening_names
from service.extraction.text.layout import Part, Sentence


def build_sentence(text: str, *, index: int = 0) -> Sentence:
    return Sentence(index, 0, len(text), text, Part.BODY, index)


@pytest.mark.parametrize(
    ("opening", "found"),
    [
        ("Soest had a garrison of Belgians.", [(0, 5)]),
        ("Soest's garrison was small.", [(0, 5)]),
        ("Here they stayed until May.", []),
        ("soest is written small.", []),
    ],
)
def test_opening_name_of_another_sentence_is_a_mention(opening: str, found: list[tuple[int, int]]) -> None:
    elsewhere = build_sentence("They came to Soest in May.", index=1)
    named = (elsewhere, (Mention(13, 18, Kind.NAME),))
    (_, mentions), unchanged = add_opening_names([(build_sentence(opening), ()), named])
    assert [(mention.start, mention.end) for mention in mentions] == found
    assert unchanged == named


def test_opening_name_that_is_a_mention_already_stays_as_it_is() -> None:
    mention = Mention(0, 5, Kind.PLACE, country="DE")
    elsewhere = (build_sentence("They came to Soest in May.", index=1), (Mention(13, 18, Kind.NAME),))
    opening = (build_sentence("Soest had a garrison of Belgians."), (mention,))
    assert add_opening_names([opening, elsewhere]) == [opening, elsewhere]
