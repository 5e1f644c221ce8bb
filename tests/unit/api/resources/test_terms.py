from pathlib import Path

import pytest

from service.api.resources.terms import VOCABULARIES, read_terms
from service.errors import DataFileError


def test_read_terms_by_default_defines_each_word_of_each_vocabulary_in_its_order() -> None:
    terms = read_terms()
    assert {name: [term.slug for term in found] for name, found in terms.items()} == {
        name: list(words) for name, words in VOCABULARIES.items()
    }
    assert all(term.definition.endswith(".") for found in terms.values() for term in found)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("statuses,plnned,It is planned.", r"terms.csv:2: 'plnned' of 'statuses' is unknown"),
        ("moods,planned,It is planned.", r"terms.csv:2: 'planned' of 'moods' is unknown"),
        ("statuses,planned,", r"terms.csv:2: 'planned' of 'statuses' is .*undefined"),
        ("statuses,planned,A.\nstatuses,planned,B.", r"terms.csv:3: 'planned' of 'statuses' is .*there twice"),
        ("statuses,planned,It is planned.", r"terms.csv: 'occurred' of 'statuses' is missing; add a row"),
    ],
)
def test_read_terms_with_a_wrong_row_names_it(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(f"vocabulary,slug,definition\n{row}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=message):
        read_terms(path)
