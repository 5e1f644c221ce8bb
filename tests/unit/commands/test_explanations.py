"""An explanation as text."""

from dataclasses import replace

import pytest

from service.codebook import Codebook, read_codebook
from service.commands.explanations import NARROWEST, WIDEST, render_explanation
from service.extraction import Extractor
from service.extraction.encoder.decoding import EVENT_THRESHOLD
from service.extraction.encoder.labels import build_labels
from tests.builders import build_article
from tests.unit.extraction.mentions.naming import GAZETTEER
from tests.unit.extraction.scripted import ScriptedEncoder, ScriptedEvent, script_event

TEXT = """Forces leave K1

US-led coalition forces left K1 Air Base on Sunday with 300 others. It was shelled, and they will leave Iraq.

Share this article
"""
LEAVE_IRAQ = "Troops leave Iraq next year with tanks worth $5 million."
TOLD = (
    script_event(
        "handover",
        at="K1 Air Base",
        said="forces left",
        when="Sunday",
        roles={"US-led coalition forces": "leaving"},
        people="300",
    ),
    script_event("attack", at="K1 Air Base", said="shelled", probability=0.62),
    script_event("withdrawal", "planned", at="Iraq", in_country=True, probability=0.12),
)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook()


def render(codebook: Codebook, text: str, *script: ScriptedEvent, width: int = 120) -> list[str]:
    extractor = Extractor(codebook, GAZETTEER, ScriptedEncoder(build_labels(codebook.event_types), script))
    return render_explanation(extractor.explain(build_article(text)), width).splitlines()


def test_render_shows_each_sentence_with_what_was_made_of_it(codebook: Codebook) -> None:
    assert render(codebook, TEXT, *TOLD, width=140) == [
        "article.txt: press-tv, 2020-03-29, Forces leave",
        "",
        "   1 headline   Forces leave K1",
        '                mentions    "Forces" = force; "K1" = base k1',
        f"                rejected    0.01 handover occurred at k1 is under {EVENT_THRESHOLD:g}",
        "",
        "   2 body       US-led coalition forces left K1 Air Base on Sunday with 300 others.",
        '                mentions    "US-led coalition forces" = force us-led-coalition; "K1 Air Base" = base k1',
        '                dates       "Sunday" = 2020-03-29',
        "                reported    0.90 handover occurred at k1",
        "                            -> handover occurred, k1, 2020-03-29, us-led-coalition leaving, personnel 300",
        f"                rejected    0.01 deployment occurred at k1 is under {EVENT_THRESHOLD:g}",
        "",
        "   3 body       It was shelled, and they will leave Iraq.",
        '                mentions    "Iraq" = country iraq',
        "                reported    0.62 attack occurred at k1, named in sentence 2",
        "                            -> attack occurred, k1, no date",
        f"                rejected    0.12 withdrawal planned at IQ is under {EVENT_THRESHOLD:g}",
        "",
        "   4 boilerplate Share this article",
        "                skipped     such lines are not read",
        "",
        "2 reports",
        "   1 handover occurred, K1 Air Base (k1), 2020-03-29, us-led-coalition leaving, "
        "personnel exact 300; from sentence 2",
        "   2 attack occurred, K1 Air Base (k1), no date; from sentences 2, 3",
    ]


@pytest.mark.parametrize(
    ("script", "reports"),
    [
        ((), ["no reports"]),
        (
            (script_event("withdrawal", at="Iraq", in_country=True, values="$5 million", when="next year"),),
            ["1 report", "   1 withdrawal planned, IQ, 2021, equipment_value exact 5000000 USD; from sentence 1"],
        ),
    ],
)
def test_render_ends_with_the_reports(
    codebook: Codebook, script: tuple[ScriptedEvent, ...], reports: list[str]
) -> None:
    lines = render(codebook, LEAVE_IRAQ, *script)
    assert lines[-len(reports) :] == reports


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("They left Qayyarah.", '"Qayyarah" = base qayyarah, if not a town'),
        ("They left the base at Qayyarah.", '"base at Qayyarah" = base qayyarah'),
        ("They left the base near Mosul town.", '"base near Mosul" = base mosul'),
        ("They left K1 for two bases.", '"K1" = base k1; "bases" = unnamed base'),
        ("They left Mosul.", '"Mosul" = place IQ'),
        ("They left Zarnab.", '"Zarnab" = name'),
        ("French troops left K1.", '"French troops" = force france; "K1" = base k1'),
        ("Rockets hit K1.", '"Rockets" = weapon; "K1" = base k1'),
    ],
)
def test_render_says_what_each_mention_means(codebook: Codebook, text: str, mention: str) -> None:
    assert f"                mentions    {mention}" in render(codebook, text)


def test_render_a_date_that_the_text_leaves_open_says_so(codebook: Codebook) -> None:
    assert '                dates       "two days later" = left open' in render(
        codebook, "They left K1 two days later."
    )


def test_render_an_article_of_unknown_origin_says_so(codebook: Codebook) -> None:
    article = replace(build_article("They left.", source=None, published=None), title=None)
    extractor = Extractor(codebook, GAZETTEER, ScriptedEncoder(build_labels(codebook.event_types)))
    assert render_explanation(extractor.explain(article), 80).startswith("article.txt: no details\n")


@pytest.mark.parametrize(("width", "longest"), [(0, NARROWEST), (60, 60), (80, 80), (140, 140), (1000, WIDEST)])
def test_render_keeps_to_the_width(codebook: Codebook, width: int, longest: int) -> None:
    text = f"{'US troops left K1 Air Base and Qayyarah on Sunday, ' * 5}it said.\n\nShare this article\n"
    lines = render(codebook, text, *TOLD, width=width)
    assert longest - 25 < max(map(len, lines)) <= longest


def test_render_shows_no_control_characters_of_an_article(codebook: Codebook) -> None:
    lines = render(codebook, "US troops left \x1b[31mK1 Air Base\x07 on Sunday.\x85", *TOLD)
    assert "".join(lines).isprintable()


def test_render_says_that_what_is_told_of_a_country_is_told_of_its_base(codebook: Codebook) -> None:
    script = (
        script_event("withdrawal", at="K1 Air Base"),
        script_event("withdrawal", at="Iraq", in_country=True, probability=0.6),
    )
    lines = render(codebook, "US troops left K1 Air Base in Iraq.", *script)
    assert [line.strip().removeprefix("reported").strip() for line in lines if " withdrawal occurred at" in line] == [
        "0.90 withdrawal occurred at k1",
        "0.60 withdrawal occurred at IQ, reported for a base there",
    ]


def test_render_a_sentence_that_is_too_long_shows_why_it_was_passed_over_and_what_it_names(codebook: Codebook) -> None:
    *_, reason, mentions, dates, _, count = render(codebook, f"US troops {'and left ' * 110}K1 Air Base on Sunday.")
    assert reason == "                skipped     what it names stands too far back in a long sentence"
    assert mentions.endswith('; "K1 Air Base" = base k1')
    assert dates == '                dates       "Sunday" = 2020-03-29'
    assert count == "no reports"
