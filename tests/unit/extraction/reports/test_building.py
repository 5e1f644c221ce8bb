"""Detected events to event mentions. The usual day of publication here, 29 March 2020, was a Sunday."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from service.codebook import Codebook
from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Participation, Qualifier, Role, Status
from service.domain.names.places import Actor, Base
from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.reading import DatedPhrase
from service.extraction.dates.values import build_day, build_interval, build_month, build_year, build_yearless
from service.extraction.encoder.decoding import Detection, Judgement, Linked
from service.extraction.encoder.protocol import TokenWindow
from service.extraction.encoder.windows import ArgumentCandidate, Candidate, Item, Window
from service.extraction.mentions.mention import Kind
from service.extraction.mentions.numbers import MAX_PERSONNEL
from service.extraction.reports.building import DENIED_DATE_THRESHOLD, ArticleFacts, MentionBuilder
from service.extraction.reports.event_mentions import EventMention
from service.extraction.reports.speakers import SpeakerReader
from tests.unit.extraction.builders import build_annotated, build_mention, build_number, build_phrase
from tests.unit.extraction.mentions.naming import COALITION, IRAQI_FORCES, K1

PUBLISHED = dt.date(2020, 3, 29)
TEXT = "US troops left K1 on Sunday and Monday with 300 men and $5."
SENTENCE = build_annotated(TEXT, build_mention(TEXT), index=1)
BEFORE_TEXT = "The coalition of 200 came to K1 in March."
BEFORE = build_annotated(BEFORE_TEXT, build_mention(BEFORE_TEXT), index=0)
OCCURRED, PLANNED, DENIED = Status.OCCURRED, Status.PLANNED, Status.DENIED
Dated = tuple[DatePhrase, EventDate | None, float]


@pytest.fixture(scope="module")
def builder(codebook: Codebook) -> MentionBuilder:
    return MentionBuilder(SpeakerReader(codebook.words, ()))


def day(text: str) -> EventDate:
    return build_day(dt.date.fromisoformat(text))


def link(item: Item, probability: float = 0.9, sentence: AnnotatedSentence = SENTENCE) -> Linked:
    return Linked(ArgumentCandidate(item, sentence is SENTENCE, sentence), probability)


def build_candidate(
    base: Base | None = K1, country: str | None = None, sentence: AnnotatedSentence = SENTENCE
) -> Candidate:
    mention = replace(sentence.mentions[0], base=base)
    return Candidate(mention, base, country, sentence is SENTENCE, sentence)


def build_detection(
    *,
    family: str = "departure",
    status: Status = OCCURRED,
    candidate: Candidate | None = None,
    asked: AnnotatedSentence = SENTENCE,
    dates: Sequence[Linked] = (),
    roles: Sequence[tuple[ArgumentCandidate, Role, float]] = (),
    personnel: Sequence[Linked] = (),
    values: Sequence[Linked] = (),
) -> Detection:
    candidate = candidate or build_candidate()
    window = Window(asked, (candidate,), (), TokenWindow((), (), (), ()))
    event_type = "withdrawal" if family == "departure" else family
    judgement = Judgement(0, candidate, event_type, family, status, 0.9)
    return Detection(window, judgement, tuple(dates), tuple(roles), tuple(personnel), tuple(values))


def build_facts(
    *dated: DatedPhrase,
    before: Sequence[DatedPhrase] = (),
    country: str | None = None,
    published: dt.date | None = PUBLISHED,
) -> ArticleFacts:
    return ArticleFacts(published, (country, BEFORE.sentence) if country else None, {0: tuple(before), 1: dated})


def build_dated(
    builder: MentionBuilder,
    dates: Sequence[EventDate | None],
    *,
    family: str = "departure",
    status: Status = OCCURRED,
    published: dt.date | None = PUBLISHED,
    future: EventDate | None = None,
) -> list[EventMention]:
    """The mentions of an event with these dates, the first the most probable; `future` is what each is of a plan."""
    phrases = [replace(build_phrase(), start=number, end=number + 1) for number in range(len(dates))]
    linked = [link(phrase, 0.9 - number / 100) for number, phrase in enumerate(phrases)]
    facts = build_facts(
        *(DatedPhrase(phrase, date, future) for phrase, date in zip(phrases, dates, strict=True)), published=published
    )
    return builder.build(build_detection(family=family, status=status, dates=linked[::-1]), facts)


def list_dates(mentions: Sequence[EventMention]) -> list[str | None]:
    return [mention.date.edtf if mention.date else None for mention in mentions]


@pytest.mark.parametrize("family", ["departure", "arrival", "vote"])
def test_build_an_event_that_happens_once_has_its_most_probable_date(builder: MentionBuilder, family: str) -> None:
    mentions = build_dated(builder, [day("2020-03-20"), day("2020-03-27")], family=family)
    assert list_dates(mentions) == ["2020-03-20"]


@pytest.mark.parametrize("family", ["attack", "airstrike", "exercise"])
def test_build_an_event_that_was_repeated_is_a_mention_for_each_date(builder: MentionBuilder, family: str) -> None:
    mentions = build_dated(builder, [day("2020-03-20"), day("2020-03-27")], family=family)
    assert list_dates(mentions) == ["2020-03-20", "2020-03-27"]
    assert [mention.date_probability for mention in mentions] == [0.9, 0.89]
    undated = [replace(mention, date=None, date_probability=0.0) for mention in mentions]
    assert undated[0] == undated[1]


def test_build_an_event_without_a_date_is_one_mention(builder: MentionBuilder) -> None:
    assert list_dates(build_dated(builder, [], family="attack")) == [None]
    assert list_dates(build_dated(builder, [None], family="attack")) == [None]


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        ([build_month(2020, 3), day("2020-03-20")], ["2020-03-20"]),
        ([day("2020-03-20"), build_month(2020, 3)], ["2020-03-20"]),
        ([build_year(2020), build_month(2020, 3)], ["2020-03"]),
        ([build_month(2020, 3), build_year(2020)], ["2020-03"]),
        ([build_month(2020, 3), build_interval(dt.date(2020, 3, 1), dt.date(2020, 3, 3))], ["2020-03-01/2020-03-03"]),
        ([build_yearless(3, 20), build_yearless(3, 20)], ["XXXX-03-20"]),
        ([build_month(2020, 3), day("2020-02-20")], ["2020-03", "2020-02-20"]),
        ([day("2020-03-20"), day("2020-03-20")], ["2020-03-20"]),
        ([build_interval(dt.date(2020, 3, 1), dt.date(2020, 3, 3)), day("2020-03-03")], ["2020-03-03"]),
        ([build_yearless(3, 20), day("2020-03-20")], ["2020-03-20"]),
        ([build_yearless(3, 20), day("2020-03-21")], ["XXXX-03-20", "2020-03-21"]),
    ],
)
def test_build_dates_that_overlap_are_one_and_the_finer_stays(
    builder: MentionBuilder, dates: list[EventDate], kept: list[str]
) -> None:
    assert list_dates(build_dated(builder, dates, family="attack")) == kept


@pytest.mark.parametrize(
    ("date", "published", "status"),
    [
        (day("2020-03-29"), PUBLISHED, OCCURRED),
        (day("2020-03-30"), PUBLISHED, PLANNED),
        (build_month(2020, 3), PUBLISHED, OCCURRED),
        (build_month(2020, 4), PUBLISHED, PLANNED),
        (build_yearless(4, 1), PUBLISHED, OCCURRED),
        (day("2020-03-30"), None, OCCURRED),
    ],
)
def test_build_what_lies_after_the_day_of_the_paper_is_planned(
    builder: MentionBuilder, date: EventDate, published: dt.date | None, status: Status
) -> None:
    [mention] = build_dated(builder, [date], published=published)
    assert (mention.status, mention.date) == (status, date)


@pytest.mark.parametrize(
    ("future", "published", "kept"),
    [
        (day("2020-04-05"), PUBLISHED, "2020-04-05"),
        (day("2020-03-29"), PUBLISHED, "2020-03-29"),
        (build_month(2020, 3), PUBLISHED, "2020-03"),
        (day("2020-03-28"), PUBLISHED, None),
        (day("2020-03-28"), None, "2020-03-28"),
        (None, PUBLISHED, None),
    ],
)
def test_build_a_plan_has_a_date_that_was_still_to_come(
    builder: MentionBuilder, future: EventDate | None, published: dt.date | None, kept: str | None
) -> None:
    mentions = build_dated(builder, [day("2020-03-01")], status=PLANNED, future=future, published=published)
    assert [mention.status for mention in mentions] == [PLANNED]
    assert list_dates(mentions) == [kept]


@pytest.mark.parametrize(
    ("probability", "date"), [(DENIED_DATE_THRESHOLD - 0.01, None), (DENIED_DATE_THRESHOLD, day("2020-03-01"))]
)
def test_build_what_is_denied_has_a_date_that_is_surely_its_own(
    builder: MentionBuilder, probability: float, date: EventDate | None
) -> None:
    phrase = build_phrase(TEXT, "Sunday")
    detection = build_detection(family="attack", status=DENIED, dates=[link(phrase, probability)])
    [mention] = builder.build(detection, build_facts(DatedPhrase(phrase, day("2020-03-01"), None)))
    assert (mention.status, mention.date) == (DENIED, date)


def build_roles(*given: tuple[str, tuple[Actor, ...], Role, float]) -> list[tuple[ArgumentCandidate, Role, float]]:
    return [
        (ArgumentCandidate(build_mention(TEXT, written, Kind.FORCE, actors=actors), True, SENTENCE), role, probability)
        for written, actors, role, probability in given
    ]


def test_build_an_actor_has_his_most_probable_role_alone(builder: MentionBuilder) -> None:
    roles = build_roles(
        ("US troops", (COALITION,), Role.ACTOR, 0.6),
        ("US troops", (COALITION,), Role.LEAVING, 0.9),
        ("men", (IRAQI_FORCES,), Role.RECEIVING, 0.8),
        ("US", (COALITION,), Role.TARGET, 0.7),
    )
    [mention] = builder.build(build_detection(roles=roles), build_facts())
    assert mention.participations == (
        Participation(COALITION, Role.LEAVING),
        Participation(IRAQI_FORCES, Role.RECEIVING),
    )


@pytest.mark.parametrize(("before", "role"), [(0.8, Role.LEAVING), (0.9, Role.LEAVING), (0.95, Role.TARGET)])
def test_build_of_two_roles_as_probable_is_that_of_the_sentence_asked_about(
    builder: MentionBuilder, before: float, role: Role
) -> None:
    coalition = build_mention(BEFORE_TEXT, "coalition", Kind.FORCE, actors=[COALITION])
    earlier = ArgumentCandidate(coalition, False, BEFORE)
    roles = [(earlier, Role.TARGET, before), *build_roles(("US troops", (COALITION,), Role.LEAVING, 0.9))]
    [mention] = builder.build(build_detection(roles=roles), build_facts())
    assert mention.participations == (Participation(COALITION, role),)


def test_build_a_force_of_two_actors_gives_both_its_role(builder: MentionBuilder) -> None:
    roles = build_roles(("US troops", (COALITION, IRAQI_FORCES), Role.LEAVING, 0.9))
    [mention] = builder.build(build_detection(roles=roles), build_facts())
    assert [part.actor for part in mention.participations] == [COALITION, IRAQI_FORCES]


def test_build_a_force_that_no_list_has_takes_no_part(builder: MentionBuilder) -> None:
    [mention] = builder.build(build_detection(roles=build_roles(("men", (), Role.LEAVING, 0.9))), build_facts())
    assert mention.participations == ()
    assert "actors" not in {name for evidence in mention.evidence for name in evidence.supports}


@pytest.mark.parametrize(
    ("personnel", "figures"),
    [
        ([(300, None, 0.6), (40, None, 0.9)], [Figure("personnel", 40)]),
        ([(300, None, 0.9), (40, None, 0.6)], [Figure("personnel", 300)]),
        ([(300, "USD", 0.9)], []),
        ([(MAX_PERSONNEL + 1, None, 0.9), (40, None, 0.6)], [Figure("personnel", 40)]),
        ([(MAX_PERSONNEL, None, 0.9)], [Figure("personnel", MAX_PERSONNEL)]),
        ([], []),
    ],
)
def test_build_counts_people_by_the_most_probable_number(
    builder: MentionBuilder, personnel: list[tuple[int, str | None, float]], figures: list[Figure]
) -> None:
    linked = [link(build_number(TEXT, "300", value, unit), probability) for value, unit, probability in personnel]
    [mention] = builder.build(build_detection(personnel=linked), build_facts())
    assert list(mention.figures) == figures
    supported = {name for evidence in mention.evidence for name in evidence.supports}
    assert ("figures" in supported) is bool(figures)


def test_build_has_every_sum_of_money_with_its_hedge(builder: MentionBuilder) -> None:
    number = replace(build_number(TEXT, "5", 5, "USD"), qualifier=Qualifier.ABOUT)
    linked = [link(number), link(build_number(TEXT, "5", 4, "EUR")), link(build_number(TEXT, "300", 300))]
    [mention] = builder.build(build_detection(values=linked), build_facts())
    assert mention.figures == (
        Figure("equipment_value", 5, Qualifier.ABOUT, "USD"),
        Figure("equipment_value", 4, Qualifier.EXACT, "EUR"),
    )


KIRKUK = "They left Camp Holland near Mosul in Iraq."
HOLLAND = Base(slug="camp-holland", name="Camp Holland")


@pytest.mark.parametrize(
    ("base", "near", "article", "country"),
    [
        (K1, "FR", "TR", "IQ"),
        (HOLLAND, "FR", "TR", "FR"),
        (HOLLAND, None, "TR", "TR"),
        (HOLLAND, None, None, None),
        (None, "FR", "TR", "SY"),
    ],
)
def test_build_the_country_is_that_of_the_list_or_named_nearby_or_of_the_article(
    builder: MentionBuilder, base: Base | None, near: str | None, article: str | None, country: str | None
) -> None:
    place = build_mention(KIRKUK, "Mosul", Kind.PLACE, country=near)
    sentence = build_annotated(KIRKUK, build_mention(KIRKUK, "Camp Holland"), place, index=1)
    candidate = build_candidate(base, None if base else "SY", sentence)
    [mention] = builder.build(build_detection(candidate=candidate, asked=sentence), build_facts(country=article))
    assert (mention.base, mention.country) == (base, country)
    supported = {name for evidence in mention.evidence for name in evidence.supports}
    assert ("country" in supported) is (country is not None)
    assert ("base" in supported) is (base is not None)


def test_build_the_country_of_the_article_is_quoted_where_it_stands(builder: MentionBuilder) -> None:
    sentence = build_annotated(KIRKUK, build_mention(KIRKUK, "Camp Holland"), index=1)
    detection = build_detection(candidate=build_candidate(HOLLAND, None, sentence), asked=sentence)
    [mention] = builder.build(detection, build_facts(country="TR"))
    assert [(evidence.start, evidence.supports) for evidence in mention.evidence] == [
        (sentence.sentence.start, ("type", "status", "base")),
        (BEFORE.sentence.start, ("country",)),
    ]


def test_build_names_the_speaker_of_the_sentence(builder: MentionBuilder) -> None:
    said = build_annotated("They left K1, a spokesman said.", build_mention("They left K1, a spokesman said."))
    [mention] = builder.build(build_detection(asked=said, candidate=build_candidate(sentence=said)), build_facts())
    assert mention.attributed_to == "spokesman"
    assert mention.evidence[0].supports == ("type", "status", "base", "country", "attributed_to")


def test_build_evidence_begins_with_the_sentence_and_has_each_field_where_it_stands(builder: MentionBuilder) -> None:
    march = build_phrase(BEFORE_TEXT, "March")
    coalition = ArgumentCandidate(
        build_mention(BEFORE_TEXT, "coalition", Kind.FORCE, actors=[COALITION]), False, BEFORE
    )
    detection = build_detection(
        candidate=build_candidate(sentence=BEFORE),
        dates=[link(march, sentence=BEFORE)],
        roles=[(coalition, Role.LEAVING, 0.9), *build_roles(("men", (IRAQI_FORCES,), Role.RECEIVING, 0.8))],
        personnel=[link(build_number(BEFORE_TEXT, "200", 200), sentence=BEFORE)],
        values=[link(build_number(TEXT, "5", 5, "USD"))],
    )
    facts = build_facts(before=[DatedPhrase(march, build_month(2020, 3), None)])
    [mention] = builder.build(detection, facts)
    asked, carried = SENTENCE.sentence, BEFORE.sentence
    assert [(evidence.start, evidence.end, evidence.supports) for evidence in mention.evidence] == [
        (asked.start, asked.end, ("type", "status", "actors", "figures")),
        (carried.start, carried.end, ("base", "country", "date", "actors", "figures")),
    ]
    assert mention.sentence == asked.index


def test_build_evidence_has_only_what_the_mention_says(builder: MentionBuilder) -> None:
    """A weaker number and a weaker role stand in another sentence, which carries nothing then."""
    other = ArgumentCandidate(build_mention(BEFORE_TEXT, "coalition", Kind.FORCE, actors=[COALITION]), False, BEFORE)
    detection = build_detection(
        roles=[(other, Role.TARGET, 0.6), *build_roles(("US troops", (COALITION,), Role.LEAVING, 0.9))],
        personnel=[
            link(build_number(BEFORE_TEXT, "200", 200), 0.6, BEFORE),
            link(build_number(TEXT, "300", 300), 0.9),
        ],
        values=[link(build_number(BEFORE_TEXT, "200", 200), 0.9, BEFORE)],
    )
    [mention] = builder.build(detection, build_facts())
    assert mention.participations == (Participation(COALITION, Role.LEAVING),)
    assert mention.figures == (Figure("personnel", 300),)
    [evidence] = mention.evidence
    assert evidence.supports == ("type", "status", "base", "country", "actors", "figures")
