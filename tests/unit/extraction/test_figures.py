import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.domain.reports import Figure, Qualifier
from service.extraction.figures import FigureReader, count_force, find_values

EXACT, ABOUT, NEARLY = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.NEARLY
AT_LEAST, MORE_THAN, UP_TO = Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.UP_TO
VOCABULARY = """
about nearly at least more than up to some $ € £ US$ dollars euros 0 1 300 2,500 1.7 12,34 1.2.3 000 a an one two
twenty dozen hundred thousand million billion bn m k and - , . troops
"""
PIECES = st.sampled_from(VOCABULARY.split())


@pytest.fixture(scope="module")
def reader(codebook: Codebook) -> FigureReader:
    return FigureReader(codebook.numbers)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("300 troops", 300, EXACT),
        ("2,500 troops", 2500, EXACT),
        ("1,234,567 people", 1_234_567, EXACT),
        ("three hundred troops", 300, EXACT),
        ("two hundred and fifty troops", 250, EXACT),
        ("twenty-five troops", 25, EXACT),
        ("five thousand troops", 5000, EXACT),
        ("three hundred thousand people", 300_000, EXACT),
        ("2.5 thousand troops", 2500, EXACT),
        ("two dozen troops", 24, EXACT),
        ("more than a dozen troops", 12, MORE_THAN),
        ("exactly 12 men", 12, EXACT),
        ("about 300 troops", 300, ABOUT),
        ("some 5,000 troops", 5000, ABOUT),
        ("an estimated 60 troops", 60, ABOUT),
        ("nearly 2,500 troops", 2500, NEARLY),
        ("at least five soldiers", 5, AT_LEAST),
        ("more than 40 troops", 40, MORE_THAN),
        ("over 40 troops", 40, MORE_THAN),
        ("up to 40 troops", 40, UP_TO),
        ("as many as 40 troops", 40, UP_TO),
        ("no more than 40 troops", 40, UP_TO),
    ],
)
def test_find_reads_a_number_of_people_with_its_hedge(
    reader: FigureReader, text: str, value: int, qualifier: Qualifier
) -> None:
    (number,) = reader.find(text)
    assert (number.value, number.qualifier, number.unit) == (value, qualifier, None)


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "unit"),
    [
        ("$1 million", 1_000_000, EXACT, "USD"),
        ("$1.7 million", 1_700_000, EXACT, "USD"),
        ("more than $250,000", 250_000, MORE_THAN, "USD"),
        ("3.5 million euros", 3_500_000, EXACT, "EUR"),
        ("about 5000 US dollars", 5000, ABOUT, "USD"),
        ("\u20ac3 million", 3_000_000, EXACT, "EUR"),
        ("\u00a320,000", 20_000, EXACT, "GBP"),
        ("one million and 700 thousand dollars", 1_700_000, EXACT, "USD"),
    ],
)
def test_find_reads_a_sum_of_money_with_its_currency(
    reader: FigureReader, text: str, value: int, qualifier: Qualifier, unit: str
) -> None:
    assert find_values(reader.find(text)) == (Figure("equipment_value", value, qualifier, unit),)


@pytest.mark.parametrize("text", ["", "troops", "a soldier", "one soldier", "hundreds of troops", "$0", "1.5 troops"])
def test_find_reads_no_number_where_there_is_none(reader: FigureReader, text: str) -> None:
    assert reader.find(text) == ()


@pytest.mark.parametrize(
    ("text", "force", "value"),
    [
        ("300 coalition troops left.", "coalition troops", 300),
        ("About 2,500 US troops left.", "US troops", 2500),
        ("In 2020, 300 troops left.", "troops", 300),
        ("In 2020, troops left.", "troops", None),
        ("The 82nd troops left.", "troops", None),
        ("No. 8 Squadron left.", "Squadron", None),
        ("Ten days after troops left.", "troops", None),
        ("They paid $300 to troops.", "troops", None),
        ("Troops left, and 300 civilians.", "Troops", None),
        ("500,000 troops left.", "troops", None),
    ],
)
def test_count_force_takes_the_number_that_stands_before_it(
    reader: FigureReader, text: str, force: str, value: int | None
) -> None:
    start = text.index(force)
    found = count_force(text, reader.find(text), start, start + len(force))
    assert (found.value if found else None) == value


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.lists(PIECES, max_size=10).map(" ".join)))
def test_find_reads_any_text_in_order(reader: FigureReader, text: str) -> None:
    last = 0
    for number in reader.find(text):
        assert last <= number.start < number.end <= len(text)
        assert number.value > 0
        last = number.end
