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
        if item.name.endswith((".yaml", "links.csv")):
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


def test_read_codebook_has_context_rules_and_landmarks_only_for_known_types(codebook: Codebook) -> None:
    used = {rule.type for rule in codebook.context} | {mark.type for mark in codebook.furniture.landmarks}
    assert used <= {row.slug for row in codebook.event_types}


@pytest.mark.parametrize(
    ("form", "type_slug"),
    [
        ("left", "withdrawal"),
        ("leaving", "withdrawal"),
        ("withdrawn", "withdrawal"),
        ("handed", "handover"),
        ("took", "handover"),
        ("closed", "closure"),
        ("arrived", "deployment"),
        ("attacked", "attack"),
        ("struck", "attack"),
    ],
)
def test_read_codebook_leads_from_inflected_verb_to_its_type(codebook: Codebook, form: str, type_slug: str) -> None:
    assert type_slug in {trigger.type for trigger in codebook.verb_forms[form]}


@pytest.mark.parametrize(
    ("form", "type_slug"),
    [("withdrawal", "withdrawal"), ("handovers", "handover"), ("attacks", "attack"), ("closures", "closure")],
)
def test_read_codebook_leads_from_noun_to_its_type(codebook: Codebook, form: str, type_slug: str) -> None:
    assert type_slug in {trigger.type for trigger in codebook.noun_forms[form]}


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "reason"),
    [
        ("event_types.yaml", r"rank: 2", "rank: second", "rank"),
        ("event_types.yaml", r"slug: closure", "slug: Closure!", "slug"),
        ("event_types.yaml", r"family: arrival", "famly: arrival", "famly"),
        ("event_types.yaml", r"^types:", "typs:", "typs"),
        ("triggers.yaml", r"force: leaving", "forse: leaving", "forse"),
        ("triggers.yaml", r"force: leaving", "force: leaveing", "leaving"),
        ("triggers.yaml", r"^nouns:", "nuons:", "nuons"),
        ("words.yaml", r"^weapon_nouns:", "wepon_nouns:", "wepon_nouns"),
        ("words.yaml", r"^weapon_nouns: \[", "weapon_nouns: [[rocket], ", "weapon_nouns"),
        ("furniture.yaml", r"what: credit", "what: kredit", "what"),
        ("furniture.yaml", r"what: credit, pattern: '", "what: credit, pattern: '(", "not a regular expression"),
        ("furniture.yaml", r"date: 2020-01-03", "date: soon", "date"),
        ("dates.yaml", r"kind: decade", "kind: decad", "kind"),
        ("dates.yaml", r"season: '", "season: '(", "not a regular expression"),
        ("numbers.yaml", r"nearly: nearly", "nearly: narrowly", "nearly"),
        ("numbers.yaml", r"million: 1000000", "million: many", "million"),
        ("context.yaml", r"role: attacker", "role: atacker", "role"),
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


@pytest.mark.parametrize("file", ["event_types.yaml", "triggers.yaml", "words.yaml", "furniture.yaml", "dates.yaml"])
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


@pytest.mark.parametrize(
    ("pattern", "replacement", "named"),
    [("type: handover$", "type: handovr", "'handovr'"), ("frame: receive$", "frame: recieve", "'recieve'")],
)
def test_read_codebook_with_a_trigger_of_unknown_type_or_frame_names_it(
    folder: Path, pattern: str, replacement: str, named: str
) -> None:
    spoil(folder / "triggers.yaml", pattern, replacement)
    with pytest.raises(DataFileError, match=rf"^triggers.yaml.*{named}"):
        read_codebook(folder)


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"text\n", b"\xff\xfe\xfa"])
@pytest.mark.parametrize("file", ["event_types.yaml", "words.yaml", "context.yaml"])
def test_read_codebook_with_another_content_names_the_file(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    with pytest.raises(DataFileError, match=rf"^{re.escape(file)}"):
        read_codebook(folder)


def test_read_codebook_without_a_file_names_it(folder: Path) -> None:
    (folder / "words.yaml").unlink()
    with pytest.raises(DataFileError, match=r"^words.yaml: cannot be read"):
        read_codebook(folder)


@pytest.mark.parametrize(
    ("pattern", "replacement", "named"),
    [
        (r"^all,.*,(-?\d.*)$", "all,near,much", "could not convert"),
        (r"^all,.*$", "all,near", "not enough values"),
        (r"^,bias,.*\n", "", "bias"),
        (r"^,threshold,.*$", ",threshold,1.5", "threshold"),
        (r"^all,.*$", 'all,"near,1', "expected after"),
    ],
)
def test_read_codebook_with_a_slip_in_the_links_tells_file_and_line(
    folder: Path, pattern: str, replacement: str, named: str
) -> None:
    spoil(folder / "links.csv", pattern, replacement)
    with pytest.raises(DataFileError, match=rf"(?s)^links.csv:\d+: .*{named}.*make fit"):
        read_codebook(folder)
