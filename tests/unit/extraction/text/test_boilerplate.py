import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.text.boilerplate import Boilerplate
from service.extraction.text.layout import Layout, Part

FIRST = "The French army handed over the Kossei camp on Thursday."
LAST = "The governor and two generals watched the ceremony from a tent."
OTHERS = ("France hands over first military base amid withdrawal from Chad", "Niger asks Berlin to leave Niamey")


@pytest.fixture(scope="module")
def layout(codebook: Codebook) -> Layout:
    return Layout(codebook.boilerplate)


def read_evidence(layout: Layout, text: str) -> list[str]:
    return [sentence.text for sentence in layout.split(text) if sentence.part is not Part.BOILERPLATE]


@pytest.mark.parametrize(
    "lines",
    [
        (FIRST, f"READ MORE: {OTHERS[0]}", LAST),
        (FIRST, f"Also read: {OTHERS[0]}", LAST),
        (FIRST, f"Read more {OTHERS[0]}", "", LAST),
        (FIRST, "", f"See also > {OTHERS[0]}", "", LAST),
        (FIRST, "Read also:", OTHERS[0], LAST),
        (FIRST, "", "Related stories", "", OTHERS[0], OTHERS[1], "", LAST),
        (FIRST, LAST, "Most read", *OTHERS),
        (FIRST, LAST, "", OTHERS[0], "", OTHERS[1], "", "Turkish troops arrive at Bashiqa camp near Mosul"),
        (FIRST, "Sign up for our morning newsletter and never miss a story", LAST),
        (FIRST, "You may also like", f"1. {OTHERS[0]}", f"2. {OTHERS[1]}", LAST),
        (FIRST, f"READ MORE: {OTHERS[0]}", "after nine years", LAST),
    ],
)
def test_split_plain_text_reads_nothing_of_other_stories(layout: Layout, lines: tuple[str, ...]) -> None:
    assert read_evidence(layout, "\n".join(lines)) == [FIRST, LAST]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n\nRelated units left Abeche a week later.\n\n{LAST}",
        f"{FIRST}\n\nMore news of the handover will be given by the ministry on Tuesday.\n\n{LAST}",
        # A line that was only wrapped goes on with its sentence.
        "The ministry said that the soldiers at the camp of Kossei would\nread more about their next posting.",
        "- 300 soldiers left Kossei on Thursday\n- 40 stayed behind at the airport\n- The rest had gone in December",
        f"{FIRST}\n\n- Kossei was handed over on Thursday\n- Abeche was handed over before\n- Faya had been the first",
        f"Kossei handed over\n\n{FIRST}\n\nA crowd at the gate\n\n{LAST}",
    ],
)
def test_split_plain_text_keeps_what_only_looks_like_other_stories(layout: Layout, text: str) -> None:
    assert all(sentence.part is not Part.BOILERPLATE for sentence in layout.split(text))


@given(st.lists(st.text(st.sampled_from("aB. :>-Read moRELATED\u201d"), min_size=1), max_size=8))
def test_find_listed_of_any_lines_gives_places_of_them(codebook: Codebook, lines: list[str]) -> None:
    assert Boilerplate(codebook.boilerplate).find_listed(lines) <= frozenset(range(len(lines)))
