import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook.inflection import inflect_verb

LEMMAS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("lemma", "irregular", "forms"),
    [
        ("attack", (), {"attack", "attacks", "attacked", "attacking"}),
        ("close", (), {"close", "closes", "closed", "closing"}),
        ("occupy", (), {"occupy", "occupies", "occupied", "occupying"}),
        ("deploy", (), {"deploy", "deploys", "deployed", "deploying"}),
        ("reach", (), {"reach", "reaches", "reached", "reaching"}),
        ("pass", (), {"pass", "passes", "passed", "passing"}),
        ("quit", ("quit",), {"quit", "quits", "quitting"}),
        ("transfer", (), {"transfer", "transfers", "transferred", "transferring"}),
        ("leave", ("left",), {"leave", "leaves", "left", "leaving"}),
        ("withdraw", ("withdrew", "withdrawn"), {"withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"}),
        ("go", ("went", "gone"), {"go", "goes", "went", "gone", "going"}),
        ("flee", ("fled",), {"flee", "flees", "fled", "fleeing"}),
        ("be", (), {"be", "is", "are", "was", "were", "been", "being"}),
    ],
)
def test_inflect_verb_has_the_forms_that_texts_use(lemma: str, irregular: tuple[str, ...], forms: set[str]) -> None:
    assert inflect_verb(lemma, irregular) >= forms


@pytest.mark.parametrize(
    ("lemma", "irregular", "wrong"),
    [("leave", ("left",), "leaved"), ("withdraw", ("withdrew",), "withdrawed"), ("occupy", (), "occupyed")],
)
def test_inflect_verb_with_an_irregular_past_has_no_regular_one(
    lemma: str, irregular: tuple[str, ...], wrong: str
) -> None:
    assert wrong not in inflect_verb(lemma, irregular)


@given(LEMMAS)
def test_inflect_verb_of_any_lemma_has_it_and_a_participle(lemma: str) -> None:
    forms = inflect_verb(lemma)
    assert lemma in forms
    assert any(form.endswith("ing") for form in forms)
