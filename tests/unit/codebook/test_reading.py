import re
from importlib.resources import files
from pathlib import Path

import pytest

from service.codebook import Codebook, read_codebook
from service.errors import DataFileError


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged data files, to be spoilt."""
    for item in files("service.codebook").iterdir():
        if item.name.endswith(".yaml"):
            (tmp_path / item.name).write_text(item.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def spoil(path: Path, pattern: str, replacement: str) -> int:
    """Replaces the first place that the pattern matches; the line that it stands in, from 1."""
    text = path.read_text(encoding="utf-8")
    match = re.search(pattern, text, re.MULTILINE)
    assert match is not None, f"{path.name} has nothing like {pattern}"
    path.write_text(text[: match.start()] + replacement + text[match.end() :], encoding="utf-8")
    return text.count("\n", 0, match.start()) + 1


def test_read_codebook_by_default_is_the_packaged_one(codebook: Codebook) -> None:
    expected = {"withdrawal", "handover", "deployment", "closure", "attack", "airstrike", "vote", "exercise"}
    assert {row.slug for row in codebook.event_types} >= expected


def test_read_codebook_twice_is_the_same(codebook: Codebook, folder: Path) -> None:
    assert read_codebook(folder) == codebook


def test_read_codebook_has_each_slug_once(codebook: Codebook) -> None:
    slugs = [row.slug for row in codebook.event_types]
    assert len(slugs) == len(set(slugs))


def test_read_codebook_has_in_each_family_one_type_of_each_rank(codebook: Codebook) -> None:
    places = [(row.family, row.rank) for row in codebook.event_types]
    assert len(places) == len(set(places))


def test_read_codebook_has_only_words_that_a_lower_case_text_can_match(codebook: Codebook) -> None:
    entries = {word for words in codebook.words.model_dump().values() for word in words}
    assert {word for word in entries if word != word.lower() or word != word.strip()} == set()


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "reason"),
    [
        ("event_types.yaml", r"rank: 2", "rank: second", "rank"),
        ("event_types.yaml", r"slug: closure", "slug: Closure!", "slug"),
        ("event_types.yaml", r"family: arrival", "famly: arrival", "famly"),
        ("event_types.yaml", r"slug: closure", "slug: withdrawal", "type 'withdrawal' is there twice"),
        ("event_types.yaml", r"rank: 2", "rank: 1", "family 'departure' has rank 1 twice"),
        ("event_types.yaml", r"^types:", "typs:", "typs"),
        ("words.yaml", r"^weapon_nouns:", "wepon_nouns:", "wepon_nouns"),
        ("words.yaml", r"^weapon_nouns: \[", "weapon_nouns: [[rocket], ", "weapon_nouns"),
        ("words.yaml", r"^determiners: \[the", "determiners: [The", "not words in lower case: 'The'"),
        ("words.yaml", r"^clause_openers: \[.*\]", "clause_openers: []", "has no words"),
        ("boilerplate.yaml", r"what: credit", "what: kredit", "what"),
        ("boilerplate.yaml", r"what: credit, pattern: '", "what: credit, pattern: '(", "not a regular expression"),
        ("boilerplate.yaml", r"date: 2020-01-03", "date: soon", "date"),
        ("boilerplate.yaml", r"type: airstrike", "type: airstrik", "type 'airstrik' is not in event_types.yaml"),
        ("dates.yaml", r"kind: decade", "kind: decad", "kind"),
        ("dates.yaml", r"season: '", "season: '(", "not a regular expression"),
        ("dates.yaml", r"\(\?P<continued>\(\?P<year>", "(?P<continued>((?P<year>", "not a regular expression"),
        ("dates.yaml", r"christmas eve: '12-24'", "christmas eve: '13-24'", "feasts"),
        ("numbers.yaml", r"nearly: nearly", "nearly: narrowly", "nearly"),
        ("numbers.yaml", r"million: 1000000", "million: many", "million"),
        ("numbers.yaml", r"^articles: \[a", "articles: [the", "neither in values nor in scales: the"),
    ],
)
def test_read_codebook_with_a_slip_tells_file_and_line(
    folder: Path, file: str, pattern: str, replacement: str, reason: str
) -> None:
    line = spoil(folder / file, pattern, replacement)
    with pytest.raises(DataFileError) as caught:
        read_codebook(folder)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize("file", ["event_types.yaml", "words.yaml", "boilerplate.yaml", "dates.yaml", "numbers.yaml"])
@pytest.mark.parametrize(
    ("broken", "extra_lines"), [("\tx: 1\n", 0), ("x: 'y\n", 1), ("a: b: c\n", 0), ("x: \x01\n", 0), ("x: *gone\n", 0)]
)
def test_read_codebook_with_broken_yaml_tells_file_and_line(
    folder: Path, file: str, broken: str, extra_lines: int
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{broken}", encoding="utf-8")
    line = text.count("\n") + 1 + extra_lines
    with pytest.raises(DataFileError, match=rf"^{re.escape(file)}:{line}: .*mend the YAML"):
        read_codebook(folder)


def test_read_codebook_with_a_key_twice_tells_file_and_line(folder: Path) -> None:
    line = spoil(folder / "numbers.yaml", r"^scales:", "values:")
    with pytest.raises(DataFileError, match=rf"^numbers.yaml:{line}: .*duplicate key"):
        read_codebook(folder)


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"text\n", b"\xff\xfe\xfa"])
@pytest.mark.parametrize("file", ["event_types.yaml", "words.yaml", "numbers.yaml"])
def test_read_codebook_with_another_content_names_the_file(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    with pytest.raises(DataFileError, match=rf"^{re.escape(file)}"):
        read_codebook(folder)


def test_read_codebook_without_a_file_names_it(folder: Path) -> None:
    (folder / "words.yaml").unlink()
    with pytest.raises(DataFileError, match=r"^words.yaml: cannot be read"):
        read_codebook(folder)
