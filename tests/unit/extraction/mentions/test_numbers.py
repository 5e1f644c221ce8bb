import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.domain.events.reports import Qualifier
from service.extraction.mentions.numbers import NumberReader

EXACT, ABOUT, NEARLY = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.NEARLY
AT_LEAST, MORE_THAN, UP_TO = Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.UP_TO
VOCABULARY = """
about nearly at least more than up to some $ € £ US$ dollars euros 0 1 300 2,500 1.7 12,34 1.2.3 000 a an one two
twenty dozen hundred thousand million billion bn m k and - , . troops
"""
PIECES = st.sampled_from(VOCABULARY.split())


@pytest.fixture(scope="module")
def reader(codebook: Codebook) -> NumberReader:
    return NumberReader(codebook.numbers)


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
    reader: NumberReader, text: str, value: int, qualifier: Qualifier
) -> None:
    (number,) = reader.find(text)
    assert (number.value, number.qualifier, number.unit) == (value, qualifier, None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # Figures and words that do not make up one number are as many.
        ("In 2003 500 troops left.", [2003, 500]),
        ("In 2003 two hundred troops left.", [2003, 200]),
        ("In 2003 a dozen troops left.", [2003, 12]),
        ("On April 4 300 troops left.", [4, 300]),
        ("Between 200 and 300 soldiers left.", [200, 300]),
        ("Between twenty and thirty soldiers left.", [20, 30]),
        ("Between five and ten thousand soldiers left.", [5, 10_000]),
        ("Between one hundred and two hundred soldiers left.", [100, 200]),
        ("Between two thousand and three thousand soldiers left.", [2000, 3000]),
        ("Battalions 1 and 2 left.", [1, 2]),
        ("Twenty a day left.", [20]),
        ("A dozen five left.", [12, 5]),
        ("They left with $1 million and 300 men.", [1_000_000, 300]),
        ("It was two thousand three million.", [2000, 3_000_000]),
        ("It was two thousand hundred.", [2000, 100]),
        # Words that do are one.
        ("two thousand three hundred troops", [2300]),
        ("two thousand three hundred and twenty-five troops", [2325]),
        ("one hundred and twenty thousand people", [120_000]),
        ("two hundred twenty five thousand people", [225_000]),
        ("three million two hundred thousand and six", [3_200_006]),
        ("one million and 700 thousand", [1_700_000]),
        ("a hundred thousand people", [100_000]),
        ("a thousand and one nights", [1001]),
        ("0 thousand", []),
    ],
)
def test_find_joins_only_words_that_make_up_one_number(reader: NumberReader, text: str, values: list[int]) -> None:
    assert [number.value for number in reader.find(text)] == values


def test_find_numbers_side_by_side_has_a_hedge_of_the_first_and_a_currency_of_the_last(reader: NumberReader) -> None:
    text = "About 200 and 300 dollars"
    found = [(text[n.start : n.end], n.value, n.qualifier, n.unit) for n in reader.find(text)]
    assert found == [("About 200", 200, ABOUT, None), ("300 dollars", 300, EXACT, "USD")]


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
    reader: NumberReader, text: str, value: int, qualifier: Qualifier, unit: str
) -> None:
    (number,) = reader.find(text)
    assert (number.value, number.qualifier, number.unit) == (value, qualifier, unit)


@pytest.mark.parametrize("text", ["", "troops", "a soldier", "one soldier", "hundreds of troops", "$0", "1.5 troops"])
def test_find_reads_no_number_where_there_is_none(reader: NumberReader, text: str) -> None:
    assert reader.find(text) == ()


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.lists(PIECES, max_size=10).map(" ".join)))
def test_find_reads_any_text_in_order(reader: NumberReader, text: str) -> None:
    last = 0
    for number in reader.find(text):
        assert last <= number.start < number.end <= len(text)
        assert number.value > 0
        last = number.end
