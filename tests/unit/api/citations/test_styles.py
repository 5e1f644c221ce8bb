import datetime as dt
import json
from dataclasses import replace

import pytest

from service.api.citations.styles import STYLES, BibtexStyle, Citation, CslStyle, TextStyle

CITATION = Citation(
    key="basewatch-k1-handover-2020-03-29-r5",
    title="Handover, K1 Air Base, IQ, 2020-03-29",
    revision=5,
    issued=dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.UTC),
    url="https://basewatch.example.org/v1/events/k1-handover-2020-03-29?as_of=5",
    note="Reported by KirkukNow",
)


def test_text_style_writes_one_line_with_revision_day_and_url() -> None:
    assert TextStyle().write(CITATION) == (
        "Basewatch: Handover, K1 Air Base, IQ, 2020-03-29. Revision 5 of 2026-01-31. Reported by KirkukNow. "
        "https://basewatch.example.org/v1/events/k1-handover-2020-03-29?as_of=5\n"
    )


def test_bibtex_style_writes_an_entry_with_its_year() -> None:
    lines = BibtexStyle().write(CITATION).splitlines()
    assert lines[0] == "@misc{basewatch-k1-handover-2020-03-29-r5,"
    assert lines[1:] == [
        "  author = {{Basewatch}},",
        "  title = {{Handover, K1 Air Base, IQ, 2020-03-29}},",
        "  year = {2026},",
        "  month = {1},",
        "  url = {https://basewatch.example.org/v1/events/k1-handover-2020-03-29?as_of=5},",
        "  note = {Revision 5. Reported by KirkukNow},",
        "}",
    ]


@pytest.mark.parametrize(
    ("character", "written"),
    [("&", r"\&"), ("%", r"\%"), ("}", r"\}"), ("\\", r"\textbackslash{}"), ("~", r"\textasciitilde{}"), ("é", "é")],
)
def test_bibtex_style_writes_what_would_be_a_command_as_text(character: str, written: str) -> None:
    assert f"  title = {{{{a{written}b}}}}," in BibtexStyle().write(replace(CITATION, title=f"a{character}b"))


def test_csl_style_writes_an_item_with_its_day() -> None:
    (item,) = json.loads(CslStyle().write(CITATION))
    assert item == {
        "id": CITATION.key,
        "type": "dataset",
        "title": CITATION.title,
        "author": [{"literal": "Basewatch"}],
        "issued": {"date-parts": [[2026, 1, 31]]},
        "version": "revision 5",
        "URL": CITATION.url,
        "note": CITATION.note,
    }


def test_styles_of_an_empty_store_leave_the_day_out() -> None:
    for style in STYLES:
        written = style.write(replace(CITATION, revision=0, issued=None, note=""))
        assert "2026" not in written
        assert "one" not in written.casefold()
