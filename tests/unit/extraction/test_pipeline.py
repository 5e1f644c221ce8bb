"""An article to its reports, with an encoder that tells what each test says."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from service.codebook import Codebook
from service.domain.events.reports import Report, Status
from service.domain.names.gazetteer import CoalitionArea
from service.domain.names.places import Actor
from service.errors import ArticleError
from service.extraction.annotation import AnnotatedSentence
from service.extraction.encoder.decoding import EVENT_THRESHOLD
from service.extraction.encoder.labels import Labels
from service.extraction.encoder.windows import MAX_SENTENCE, build_windows
from service.extraction.explain import Explanation, Reason
from service.extraction.mentions.mention import Kind
from service.extraction.pipeline import Extraction, Extractor
from tests.builders import build_article
from tests.unit.extraction.mentions.naming import COALITION, GAZETTEER, K1
from tests.unit.extraction.scripted import BuildExtractor, ScriptedEncoder, script_event

ROOT = Path(__file__).resolve().parents[3]
SEEDS = sorted((ROOT / "seeds" / "articles").glob("*.md"))
NEWS = sorted((ROOT / "tests" / "benchmarks" / "texts").glob("*.txt"))
STORY = """Troops leave K1

KIRKUK, Iraq \u2014 The US-led coalition handed over K1 Air Base to Iraqi forces on Sunday, a spokesman said. About 300
troops left the base with equipment worth $1.1 million.

\u201cThe troops left Qayyarah Airfield West on Thursday,\u201d the Iraqi army said. Rockets
hit Ain al-Asad Air Base in January. The coalition will leave Camp Holland next year.

Share this article
"""
TOLD = (
    script_event(
        "handover",
        at="K1 Air Base",
        said="handed over",
        when="Sunday",
        roles={"US-led coalition": "leaving", "Iraqi forces": "receiving"},
    ),
    script_event(
        "withdrawal", at="K1 Air Base", said="troops left the base", people="About 300", values="$1.1 million"
    ),
    script_event("withdrawal", at="Qayyarah Airfield West", when="Thursday"),
    script_event("attack", at="Ain al-Asad Air Base", when="in January", said="Rockets", probability=0.8),
    script_event("withdrawal", "planned", at="Camp Holland", when="next year"),
)


def read(extractor: Extractor, text: str, published: dt.date | None = dt.date(2020, 3, 29)) -> tuple[Report, ...]:
    return extractor.extract(build_article(text, published=published)).reports


def explain(extractor: Extractor, text: str) -> Explanation:
    return extractor.explain(build_article(text))


def test_extract_a_story_has_a_report_of_each_event_that_the_encoder_finds(scripted: BuildExtractor) -> None:
    reports = read(scripted(*TOLD), STORY)
    found = [(r.type, r.status, r.base.slug if r.base else None, r.date.edtf if r.date else None) for r in reports]
    assert found == [
        ("handover", Status.OCCURRED, "k1", "2020-03-29"),
        ("withdrawal", Status.OCCURRED, "qayyarah", "2020-03-26"),
        ("attack", Status.OCCURRED, "al-asad", "2020-01"),
        ("withdrawal", Status.PLANNED, "camp-holland", "2021"),
    ]
    assert [report.confidence for report in reports] == [0.9, 0.9, 0.8, 0.9]


def test_extract_sentences_of_one_event_are_one_report_with_all_that_they_say(scripted: BuildExtractor) -> None:
    report = read(scripted(*TOLD), STORY)[0]
    assert [(part.actor.slug, part.role.value) for part in report.participations] == [
        ("us-led-coalition", "leaving"),
        ("iraqi-security-forces", "receiving"),
    ]
    assert [(f.kind, f.value, f.qualifier.value, f.unit) for f in report.figures] == [
        ("personnel", 300, "about", None),
        ("equipment_value", 1_100_000, "exact", "USD"),
    ]
    assert report.attributed_to == "spokesman"
    assert [(quote.text[:9], quote.supports[-2:]) for quote in report.quotes] == [
        ("The US-le", ("actors", "attributed_to")),
        ("About 300", ("status", "figures")),
    ]
    assert all(STORY[quote.start : quote.end] == quote.text for quote in report.quotes)


def test_extract_what_the_encoder_does_not_find_is_nothing(scripted: BuildExtractor) -> None:
    assert read(scripted(), STORY) == ()
    assert read(scripted(script_event("attack", at="K1 Air Base", probability=EVENT_THRESHOLD - 0.0001)), STORY) == ()


def test_extract_an_event_in_a_country_has_no_base(scripted: BuildExtractor) -> None:
    script = script_event("withdrawal", at="Iraq", in_country=True, roles={"US troops": "leaving"})
    [report] = read(scripted(script), "US troops left Iraq.")
    assert (report.type, report.base, report.country) == ("withdrawal", None, "IQ")


@pytest.mark.parametrize(
    ("text", "at", "country"),
    [
        ("Warplanes struck militants near K1 Air Base.", "K1 Air Base", "IQ"),
        ("Warplanes struck militants near Mosul.", "Mosul", "IQ"),
        # A town of an earlier sentence is asked about as a country alone.
        ("It rained in Mosul. Warplanes struck militants.", "Mosul", "IQ"),
        ("Warplanes struck militants near Incirlik Air Base.", "Incirlik Air Base", "TR"),
    ],
)
def test_extract_an_event_in_the_country_of_a_base_or_town_has_no_base(
    scripted: BuildExtractor, text: str, at: str, country: str
) -> None:
    [report] = read(scripted(script_event("airstrike", at=at, in_country=True, said="struck")), text)
    assert (report.type, report.base, report.country) == ("airstrike", None, country)
    assert [quote.text for quote in report.quotes if "country" in quote.supports] == [
        next(sentence for sentence in re.findall(r"[^.]+\.", text) if at in sentence)
    ]


@pytest.mark.parametrize("text", ["The Majlis voted on Sunday.", "The Majlis met. The members voted on Sunday."])
def test_extract_a_vote_of_a_parliament_is_in_its_country(codebook: Codebook, labels: Labels, text: str) -> None:
    majlis = Actor("majlis", "Majlis", "state_body", "IQ", ())
    gazetteer = replace(GAZETTEER, actors=(*GAZETTEER.actors, majlis))
    script = script_event("vote", at="Majlis", in_country=True, said="voted")
    [report] = read(Extractor(codebook, gazetteer, ScriptedEncoder(labels, [script])), text)
    assert (report.type, report.base, report.country) == ("vote", None, "IQ")


@pytest.mark.parametrize(
    ("event_type", "in_country", "reports"),
    [
        ("vote", False, 0),
        ("vote", True, 1),
        ("airstrike", False, 0),
        ("airstrike", True, 1),
        ("attack", False, 1),
        ("attack", True, 0),
        ("deployment", False, 1),
        ("deployment", True, 0),
        ("withdrawal", False, 1),
        ("withdrawal", True, 1),
    ],
)
@pytest.mark.parametrize("text", ["It was told of K1 Air Base.", "It was told of K1 Air Base in Iraq."])
def test_extract_an_event_where_its_type_does_not_happen_is_nothing(
    scripted: BuildExtractor, text: str, event_type: str, in_country: bool, reports: int
) -> None:
    at = "Iraq" if in_country and "Iraq" in text else "K1 Air Base"
    script = script_event(event_type, at=at, in_country=in_country, probability=1.0)
    assert [report.type for report in read(scripted(script), text)] == [event_type] * reports


@pytest.mark.parametrize(
    ("text", "at", "slug", "country"),
    [
        ("US troops left K1 Air Base.", "K1 Air Base", "k1", "IQ"),
        ("US troops left Camp Holland in Iraq.", "Camp Holland", "camp-holland", "IQ"),
        ("US troops left Camp Holland. It rained in Mosul.", "Camp Holland", "camp-holland", "IQ"),
        ("US troops left Zarnab on Sunday.", "Zarnab", "zarnab", None),
        ("US troops left Mosul on Sunday.", "Mosul", "mosul", "IQ"),
        ("The base is called Zarnab Air Base. US troops left Zarnab.", "Zarnab", "zarnab", None),
        ("US troops left the base at Qayyarah.", "base at Qayyarah", "qayyarah", "IQ"),
    ],
)
def test_extract_at_a_place_gives_its_base_and_country(
    scripted: BuildExtractor, text: str, at: str, slug: str, country: str | None
) -> None:
    [report] = read(scripted(script_event("withdrawal", at=at, said="US troops left")), text)
    assert report.base is not None
    assert (report.base.slug, report.country) == (slug, country)


def test_extract_a_plan_and_its_deed_quotes_for_each_field_what_says_what_the_report_has(
    scripted: BuildExtractor,
) -> None:
    text = "US troops will hand K1 Air Base to Iraq, General Smith said. US troops left K1 Air Base on March 29."
    plan = script_event("handover", "planned", at="K1 Air Base", said="will hand")
    [report] = read(scripted(plan, script_event("withdrawal", at="K1 Air Base", said="left", when="on March 29")), text)
    assert (report.type, report.status, report.attributed_to) == ("withdrawal", Status.OCCURRED, None)
    assert [quote.supports[:2] for quote in report.quotes] == [("base", "country"), ("type", "status")]
    assert "attributed_to" not in {name for quote in report.quotes for name in quote.supports}


def test_extract_what_an_article_says_first_is_first_though_a_later_sentence_has_the_date(
    scripted: BuildExtractor,
) -> None:
    text = "About 300 soldiers left K1 Air Base, the Iraqi army said. They pulled 500 men from K1 Air Base on March 29."
    script = (
        script_event("withdrawal", at="K1 Air Base", said="soldiers left", people="About 300"),
        script_event("withdrawal", at="K1 Air Base", said="They pulled", people="500", when="March 29"),
    )
    [report] = read(scripted(*script), text)
    assert ([figure.value for figure in report.figures], report.attributed_to) == ([300], "Iraqi army")


def test_extract_the_country_of_the_article_is_quoted_from_the_sentence_that_names_it(scripted: BuildExtractor) -> None:
    text = "US troops left Camp Holland. It rained in Mosul."
    [report] = read(scripted(script_event("withdrawal", at="Camp Holland", said="US troops left")), text)
    assert [(quote.text, quote.supports) for quote in report.quotes] == [
        ("US troops left Camp Holland.", ("type", "status", "base")),
        ("It rained in Mosul.", ("country",)),
    ]


def test_extract_at_a_base_of_an_earlier_sentence_quotes_that_too(scripted: BuildExtractor) -> None:
    text = "K1 Air Base lies near Kirkuk. It was shelled on Sunday."
    [report] = read(scripted(script_event("attack", at="K1 Air Base", said="It was shelled", when="Sunday")), text)
    assert report.base == K1
    assert [(quote.text, quote.supports) for quote in report.quotes] == [
        ("K1 Air Base lies near Kirkuk.", ("base", "country")),
        ("It was shelled on Sunday.", ("type", "status", "date")),
    ]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Rockets hit K1 Air Base on Friday. Rockets hit K1 Air Base again today.", ["2020-03-27", "2020-03-29"]),
        ("Rockets hit K1 Air Base on March 25 and two days later.", ["2020-03-25", "2020-03-27"]),
        ("KIRKUK, March 27 - Rockets hit K1 Air Base today.", ["2020-03-27"]),
        ("CAMP TAJI, Iraq, March 27 (AP) -- Rockets hit K1 Air Base today.", ["2020-03-27"]),
        # What was sent long ago, or later than it was printed, is no dateline of this article.
        ("KIRKUK, March 2 - Rockets hit K1 Air Base today.", ["2020-03-29"]),
        ("KIRKUK, March 31 - Rockets hit K1 Air Base today.", ["2020-03-29"]),
        ("Rockets hit K1 Air Base\n\nKIRKUK, March 27 - Rockets hit K1 Air Base today.", ["2020-03-27"]),
    ],
)
def test_extract_today_is_the_day_of_a_fresh_dateline_else_that_of_the_paper(
    scripted: BuildExtractor, text: str, dates: list[str]
) -> None:
    whens = ("Friday", "today", "on March 25", "March 25", "two days later")
    extractor = scripted(script_event("attack", at="K1 Air Base", when=dict.fromkeys(whens, 0.9)))
    reports = read(extractor, text)
    assert [report.date.edtf for report in reports if report.date] == dates
    assert {report.status for report in reports} == {Status.OCCURRED}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        # By a full date elsewhere in the text, a day that it calls today, and a day that all know.
        ("Rockets hit K1 Air Base on March 25.\n\nThe army spoke on March 27, 2019.", "2019-03-25"),
        ("Today, March 27, 2019, rockets hit K1 Air Base.", "2019-03-27"),
        ("Rockets hit K1 Air Base on January 8, and Soleimani died on January 3.", "2020-01-08"),
        ("Rockets hit K1 Air Base on March 25.", "XXXX-03-25"),
    ],
)
def test_extract_without_a_day_of_publication_dates_by_what_the_text_gives_away(
    scripted: BuildExtractor, text: str, date: str
) -> None:
    whens = ("March 25", "today", "Today", "March 27, 2019", "on January 8", "January 8")
    [report] = read(
        scripted(script_event("attack", at="K1 Air Base", said="hit", when=dict.fromkeys(whens, 0.9))), text, None
    )
    assert report.date is not None
    assert report.date.edtf == date


def test_extract_an_article_of_given_source_and_day_keeps_them(scripted: BuildExtractor) -> None:
    article = build_article("Published: 30 March 2020\n\nUS troops left K1 Air Base.\n\nSource: Reuters\n")
    assert scripted().extract(article).article == article


def test_extract_fills_in_what_the_text_says_of_itself(scripted: BuildExtractor) -> None:
    text = "Troops leave K1\n\nPublished: 30 March 2020\n\nUS troops left K1 Air Base on Sunday.\n\nSource: Press TV\n"
    extractor = scripted(script_event("withdrawal", at="K1 Air Base", when="Sunday"))
    extraction = extractor.extract(build_article(text, source=None, published=None))
    assert (extraction.article.source, extraction.article.published) == ("press-tv", dt.date(2020, 3, 30))
    [report] = extraction.reports
    assert (report.date.edtf if report.date else None) == "2020-03-29"


def test_extract_with_lines_before_it_only_moves_the_quotes(scripted: BuildExtractor) -> None:
    extractor = scripted(script_event("withdrawal", at="K1 Air Base", when="Sunday"))
    story = "US troops left K1 Air Base on Sunday.\n\nIraqi forces took over the base.\n"
    [plain] = read(extractor, story)
    [moved] = read(extractor, f"\n\n\n{story}")
    assert [quote.start for quote in moved.quotes] == [quote.start + 3 for quote in plain.quotes]
    assert [quote.text for quote in moved.quotes] == [quote.text for quote in plain.quotes]


def test_annotate_a_story_has_what_lists_and_forms_find_in_each_sentence_that_is_asked(
    scripted: BuildExtractor,
) -> None:
    annotation = scripted().annotate(build_article(STORY))
    first, *_, share = annotation.sentences
    assert share == AnnotatedSentence(share.sentence)
    assert annotation.passed_over == {share.sentence.index: Reason.NOT_EVIDENCE}
    assert first.asked
    assert list(annotation.dates) == list(range(share.sentence.index))
    named, counted = annotation.sentences[1:3]
    assert [mention.kind for mention in named.mentions] == [Kind.FORCE, Kind.BASE, Kind.FORCE]
    assert [phrase.text for phrase in named.phrases] == ["Sunday"]
    assert [number.value for number in counted.numbers] == [300, 1_100_000]


def test_annotate_gives_offsets_of_the_sentence(scripted: BuildExtractor) -> None:
    for item in scripted().annotate(build_article(STORY)).sentences:
        text = item.sentence.text
        assert all(text[phrase.start : phrase.end] == phrase.text for phrase in item.phrases)
        spans = [(one.start, one.end) for one in item.mentions] + [(one.start, one.end) for one in item.numbers]
        assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize("sentences", [1, 40])
def test_extract_of_more_tokens_than_may_be_read_is_refused(codebook: Codebook, labels: Labels, sentences: int) -> None:
    encoder = ScriptedEncoder(labels, [])
    article = build_article(text="US troops left K1 Air Base. " * sentences)
    annotated = Extractor(codebook, GAZETTEER, encoder).annotate(article).sentences
    tokens = encoder.cut([item.sentence.text for item in annotated])
    size = sum(len(window.tokens.ids) for window in build_windows(annotated, tokens, encoder.special))
    assert Extractor(codebook, GAZETTEER, encoder, max_tokens=size).extract(article).reports == ()
    with pytest.raises(ArticleError, match=rf"has {size} tokens .* at most {size - 1} are read here"):
        Extractor(codebook, GAZETTEER, encoder, max_tokens=size - 1).extract(article)


@pytest.mark.parametrize(("base", "slugs"), [("K1 Air Base", ["us-led-coalition"]), ("Incirlik Air Base", [])])
def test_extract_of_a_coalition_that_is_not_named_has_the_one_that_acts_there(
    codebook: Codebook, labels: Labels, base: str, slugs: list[str]
) -> None:
    gazetteer = replace(GAZETTEER, coalition_areas=(CoalitionArea("IQ", 2003, COALITION),))
    text = f"The coalition left {base}."
    script = [script_event("withdrawal", at=base, roles={"The coalition": "leaving"})]
    [report] = Extractor(codebook, gazetteer, ScriptedEncoder(labels, script)).extract(build_article(text=text)).reports
    assert [part.actor.slug for part in report.participations] == slugs


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Troops left K1 Air Base and Camp Holland in May and June 2020.", ["2020-05", "2020-06"]),
        ("In May and June 2020 troops left K1 Air Base and Camp Holland.", ["2020-05", "2020-06"]),
        ("Troops left K1 Air Base and Camp Holland on May 3 and on June 9, 2020.", ["2020-05-03", "2020-06-09"]),
        ("Troops left K1 Air Base, Camp Holland and Camp Zarnab in May, June and July 2020.", ["2020-05", "2020-06"]),
        # One date too few, one base too few, no list of bases.
        ("Troops left K1 Air Base and Camp Holland in May 2020.", ["2020-05", "2020-05"]),
        ("Troops left K1 Air Base and Camp Holland in May, June and July 2020.", ["2020-05", "2020-05"]),
        ("Troops left K1 Air Base after those of Camp Holland in May and June 2020.", ["2020-05", "2020-05"]),
    ],
)
def test_extract_of_bases_and_dates_in_lists_dates_each_by_its_place(
    scripted: BuildExtractor, text: str, dates: list[str]
) -> None:
    names = [name for name in ("K1 Air Base", "Camp Holland", "Camp Zarnab") if name in text]
    first = next(written for written in ("May 3", "May 2020", "May") if written in text)
    reports = read(scripted(*(script_event("withdrawal", at=name, when=first) for name in names)), text)
    found = {report.base.name: report.date.edtf for report in reports if report.base and report.date}
    assert [found.get(name) for name in names][:2] == dates


SPORT = "The striker scored two goals in the cup match, and the coach of the league team praised the players."


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (STORY, [None, None, None, None, None, None, Reason.NOT_EVIDENCE]),
        (f"{SPORT} K1 Air Base.", [Reason.OTHER_WORLD, Reason.OTHER_WORLD]),
        (f"{'Bread was sold there. ' * 20}Mosul was quiet.", [Reason.NOT_MILITARY] * 21),
        ("US troops left. Rockets hit K1 Air Base.", [Reason.NO_PLACE, None]),
        (f"Rockets hit K1 Air Base.{' It rained.' * 4} US troops left.", [None, None, None, None, Reason.ASIDE, None]),
        ("File photo: US troops at K1 Air Base.\n\nRockets hit Qayyarah Air Base.", [Reason.NOT_EVIDENCE, None]),
        ("", []),
    ],
)
def test_explain_says_why_a_sentence_is_passed_over(
    scripted: BuildExtractor, text: str, reasons: list[Reason | None]
) -> None:
    explained = explain(scripted(), text).sentences
    assert [one.passed_over for one in explained] == reasons
    assert all(one.passed_over is None or not (one.mentions or one.judgements or one.dates) for one in explained)


def test_explain_of_what_stands_too_far_back_in_a_long_sentence_says_so_with_its_mentions(
    scripted: BuildExtractor,
) -> None:
    text = f"US troops left {'and left ' * MAX_SENTENCE}K1 Air Base on Sunday."
    [explained] = explain(scripted(), text).sentences
    assert explained.passed_over is Reason.TOO_LONG
    assert [mention.base for mention in explained.mentions if mention.base] == [K1]
    assert [dated.phrase.text for dated in explained.dates] == ["Sunday"]
    assert (explained.judgements, explained.event_mentions) == ((), ())


def test_explain_of_a_long_sentence_with_a_place_before_it_has_all_that_it_names(scripted: BuildExtractor) -> None:
    text = f"US troops were at Qayyarah Air Base. They left {'and left ' * MAX_SENTENCE}K1 Air Base."
    _, explained = explain(scripted(), text).sentences
    assert explained.passed_over is None
    assert [mention.base for mention in explained.mentions if mention.base] == [K1]


def test_explain_has_the_judgements_and_event_mentions_of_a_sentence(scripted: BuildExtractor) -> None:
    [explained] = explain(
        scripted(script_event("withdrawal", at="K1 Air Base", when="Sunday")), "US troops left K1 Air Base on Sunday."
    ).sentences
    assert [mention.base for mention in explained.mentions] == [None, K1]
    assert [(dated.phrase.text, dated.past.edtf) for dated in explained.dates if dated.past] == [
        ("Sunday", "2020-03-29")
    ]
    assert [(judgement.candidate.base, judgement.family) for judgement in explained.judgements] == [
        *((K1, family) for family in ("departure", "arrival", "attack", "exercise")),
        *((None, family) for family in ("airstrike", "vote", "exercise")),
    ]
    assert [(j.type, j.probability) for j in explained.judgements if j.is_extracted] == [("withdrawal", 0.9)]
    assert [(mention.type, mention.base) for mention in explained.event_mentions] == [("withdrawal", K1)]


def test_explain_of_a_sentence_that_triage_finds_unlikely_says_so_with_its_mentions(
    codebook: Codebook, labels: Labels
) -> None:
    encoder = ScriptedEncoder(labels, [script_event("withdrawal", at="K1 Air Base")])
    encoder.unlikely = frozenset({"visited"})
    explained = explain(
        Extractor(codebook, GAZETTEER, encoder), "US troops left K1 Air Base. Many visited K1 Air Base."
    )
    told, unlikely = explained.sentences
    assert (told.passed_over, unlikely.passed_over) == (None, Reason.UNLIKELY)
    assert [mention.base for mention in unlikely.mentions] == [K1]
    assert (unlikely.judgements, unlikely.event_mentions) == ((), ())
    assert len(encoder.asked) == len(explained.reports) == 1


@pytest.mark.parametrize(
    ("following", "figures"),
    [
        ("Some 300 men had lived there.", [300]),
        ("It was hot. It was dry. Some 300 men had lived there.", [300]),
        ("It was hot. It was dry. It was old. Some 300 men had lived there.", []),
    ],
)
def test_extract_a_number_of_people_soon_after_an_event_also_from_an_unlikely_sentence(
    codebook: Codebook, labels: Labels, following: str, figures: list[int]
) -> None:
    told = script_event("withdrawal", at="K1 Air Base", said="left")
    counted = script_event("withdrawal", at="K1 Air Base", said="lived", people="Some 300", probability=0.01)
    encoder = ScriptedEncoder(labels, [told, counted])
    encoder.unlikely = frozenset({"lived"})
    [report] = read(Extractor(codebook, GAZETTEER, encoder), f"US troops left K1 Air Base. {following}")
    assert [figure.value for figure in report.figures] == figures
    assert all(("Some 300 men had lived there." in q.text) == ("figures" in q.supports) for q in report.quotes)


def test_extract_asks_about_each_sentence_that_is_not_passed_over_once(codebook: Codebook, labels: Labels) -> None:
    encoder = ScriptedEncoder(labels)
    read(Extractor(codebook, GAZETTEER, encoder), STORY)
    assert [words.split(" ")[0] for words in encoder.asked] == ["Troops", "The", "About", '"', "Rockets", "The"]


@pytest.mark.parametrize("path", [*SEEDS, *NEWS], ids=lambda path: path.name)
def test_explain_and_extract_give_the_same_article_and_reports(arbitrary: Extractor, path: Path) -> None:
    article = build_article(path.read_text(encoding="utf-8"))
    extraction, explanation = arbitrary.extract(article), arbitrary.explain(article)
    assert Extraction(explanation.article, explanation.reports) == extraction
    assert [one.sentence.index for one in explanation.sentences] == list(range(len(explanation.sentences)))
    mentions = [mention for one in explanation.sentences for mention in one.event_mentions]
    assert bool(mentions) is bool(extraction.reports)


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("Rockets hit Zarnab on Sunday.", 1),
        ("Rockets hit Zarnab, officials said.", 1),
        ("Rockets hit Zarnab province on Sunday.", 0),
        ("Rockets hit Zarnab Governorate, officials said.", 0),
        ("Rockets hit Zarnab region.", 0),
        ("Rockets hit the city of Zarnab.", 0),
        ("Rockets hit the edge of Zarnab.", 1),
    ],
)
def test_extract_a_region_is_no_base(scripted: BuildExtractor, text: str, reports: int) -> None:
    assert len(read(scripted(script_event("attack", at="Zarnab", said="Rockets")), text)) == reports


@pytest.mark.parametrize(
    ("dateline", "sentences"),
    [
        ("CAMP TAJI, Iraq (AP) -- ", 2),
        ("BASE IMAM ALI, Iraq -- ", 2),
        ("KIRKUK, Iraq (AP) -- ", 1),
        ("QAYYARAH, Iraq -- ", 1),
    ],
)
def test_annotate_a_dateline_that_names_a_base_is_a_sentence(
    scripted: BuildExtractor, dateline: str, sentences: int
) -> None:
    story = "The coalition handed this base to the Iraqi army."
    annotation = scripted().annotate(build_article(dateline + story))
    assert [item.sentence.text for item in annotation.sentences] == [dateline.strip(), story][-sentences:]
