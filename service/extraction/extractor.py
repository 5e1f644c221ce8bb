"""An article to its reports: the pipeline of steps, in order."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.codebook.model import Codebook
from service.domain.articles import Article
from service.domain.dates import Precision
from service.domain.gazetteer import Gazetteer
from service.domain.places import Base
from service.domain.reports import Report
from service.extraction.context_events import ContextReader
from service.extraction.dates.anchors import AnchorReader
from service.extraction.dates.phrases import DatePhrase, DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from service.extraction.decisions import Decision, Reason
from service.extraction.discourse import Discourse, count_bases, find_main_base
from service.extraction.explaining import DatedPhrase, Explanation, SentenceAccount, drop_unnamed, settle
from service.extraction.findings import Finding
from service.extraction.joining import Joiner
from service.extraction.linking import Weighed
from service.extraction.mentions.countries import find_article_country
from service.extraction.mentions.inventory import Inventory, Trait, take_inventory
from service.extraction.mentions.mention import BASE_KINDS, Kind, Mention
from service.extraction.mentions.names import name_key
from service.extraction.mentions.spotting import Spotter
from service.extraction.offsets import apply_offsets
from service.extraction.parsing import Parse, build_parser, parse_sentences
from service.extraction.reading import SentenceReader
from service.extraction.scenes import Scene, Subject, Surroundings
from service.extraction.subjects import SubjectReader, find_obstacle
from service.extraction.text.identity import IdentityReader
from service.extraction.text.layout import EVIDENCE, Layout, Sentence
from service.extraction.triage import Triage

# "They left" is worth parsing where one of so many candidates before it named a base.
BASE_REACH = 6
# A dateline stands before one of the first sentences, and is at most so many days older than its paper.
DATELINE_REACH, SOON = 4, 7
BASELIKE = frozenset({Trait.BESIDE_NOUN, Trait.AT})
UNLISTED = frozenset({Kind.NAME, Kind.PLACE})


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found: the article, completed from its own text, and its reports."""

    article: Article
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may carry an event, with what it names."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    phrases: tuple[DatePhrase, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """An article before its sentences are read: what has to be known of the whole of it."""

    article: Article
    sentences: tuple[Sentence, ...]
    subjects: Mapping[int, Subject]
    candidates: tuple[Candidate, ...]
    context: DateContext
    inventory: Inventory


@dataclass(frozen=True, slots=True)
class Told:
    """What a candidate tells, and the options that were weighed. Without a scene it was not worth parsing."""

    candidate: Candidate
    scene: Scene | None
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    weighed: tuple[Weighed, ...] = ()


class Extractor:
    """All steps, ready to run. Holds no state of the articles that it has read."""

    def __init__(self, codebook: Codebook, gazetteer: Gazetteer) -> None:
        self._layout = Layout(codebook.furniture)
        self._identity = IdentityReader(codebook.furniture, gazetteer.sources)
        self._subjects = SubjectReader(codebook.words)
        self._triage = Triage(codebook)
        self._spotter = Spotter(gazetteer, codebook)
        self._phrases = DatePhrases(codebook.dates)
        self._resolver = resolver = DateResolver(codebook.dates)
        self._anchors = AnchorReader(resolver, codebook.furniture.landmarks)
        self._language = build_parser()
        self._words = codebook.words
        self._reader = SentenceReader(codebook, gazetteer, resolver, self._spotter.base_names)
        self._context = ContextReader(codebook, resolver)
        self._joiner = Joiner(codebook.event_types)

    def extract(self, article: Article) -> Extraction:
        """The reports of an article. The same text gives the same reports."""
        study = self._study(article)
        findings = [finding for told in self._read(study) for finding in told.findings]
        return Extraction(study.article, self._joiner.join(study.article, findings))

    def weigh(self, article: Article) -> Iterator[tuple[Sentence, Weighed]]:
        """Every option that was considered, with its sentence: what the weights of the codebook are learnt from."""
        for told in self._read(self._study(article)):
            yield from ((told.candidate.sentence, weighed) for weighed in told.weighed)

    def explain(self, article: Article) -> Explanation:
        """The same reports with how they came about, sentence by sentence."""
        study = self._study(article)
        findings: list[Finding] = []
        accounts: dict[int, SentenceAccount] = {}
        for told in self._read(study):
            accounts[told.candidate.sentence.index] = self._account(told)
            findings += told.findings
        every = [accounts.get(s.index) or SentenceAccount(s, _explain_unread(s, study)) for s in study.sentences]
        reports = self._joiner.join(study.article, findings)
        return Explanation(study.article, drop_unnamed(every, findings), reports)

    def _account(self, told: Told) -> SentenceAccount:
        """To be asked for before the next sentence is read: dates count from what has been told so far."""
        candidate, scene = told.candidate, told.scene
        sentence, mentions = candidate.sentence, candidate.mentions
        if scene is None:
            triggered = self._triage.has_trigger(sentence.text)
            return SentenceAccount(sentence, Reason.NO_PARTY if triggered else Reason.NO_TRIGGER)
        dates = tuple(DatedPhrase(p, self._reader.builder.resolve(scene, p, future=False)) for p in candidate.phrases)
        return SentenceAccount(sentence, None, mentions, dates, settle(told.decisions, told.findings))

    def _study(self, article: Article) -> Study:
        lines = self._layout.find_lines(article.text)
        article = self._identity.complete(article, lines)
        sentences = self._layout.split_lines(lines)
        subjects = self._subjects.read(sentences)
        read = [s for s in sentences if find_obstacle(subjects[s.paragraph]) is None]
        candidates = self._find_candidates(read)
        if not candidates:
            return Study(article, sentences, subjects, (), DateContext(), Inventory())
        context = self._build_context(article, sentences, candidates)
        spotted = [(c.sentence, c.mentions) for c in candidates]
        inventory = take_inventory(self._spotter.base_names, spotted, self._words)
        resolved = tuple(_resolve_names(candidate, inventory) for candidate in candidates)
        return Study(article, sentences, subjects, resolved, context, inventory)

    def _find_candidates(self, sentences: list[Sentence]) -> list[Candidate]:
        """The sentences that may be evidence, with the names and dates that they hold."""
        return [
            Candidate(sentence, self._spotter.spot(sentence.text), self._phrases.find(sentence.text))
            for sentence in sentences
            if sentence.part in EVIDENCE
        ]

    def _build_context(
        self, article: Article, sentences: tuple[Sentence, ...], candidates: list[Candidate]
    ) -> DateContext:
        if article.published is not None:
            return DateContext(published=self._find_day_of_writing(article, sentences) or article.published)
        known = {candidate.sentence.index: candidate.phrases for candidate in candidates}
        rest = {s.index: self._phrases.find(s.text) for s in sentences if s.index not in known}
        phrases = known | rest
        dated = [(sentence, phrases[sentence.index]) for sentence in sentences]
        anchor = self._anchors.find_anchor(dated)
        return DateContext(published=self._anchors.find_today(dated, anchor), anchor=anchor)

    def _find_day_of_writing(self, article: Article, sentences: tuple[Sentence, ...]) -> dt.date | None:
        """The day that a dateline gives, from which "today" counts, if the article was published soon after."""
        end = 0
        for sentence in sentences[:DATELINE_REACH]:
            # What stands between a line's beginning and its first sentence was cut off as a dateline.
            line = max(article.text.rfind("\n", 0, sentence.start) + 1, end)
            end = sentence.end
            for phrase in self._phrases.find(article.text[line : sentence.start]):
                found = self._resolver.resolve(phrase, DateContext(published=article.published))
                day = found.first if found is not None and found.precision is Precision.DAY else None
                if day and article.published and 0 <= (article.published - day).days <= SOON:
                    return day
        return None

    def _read(self, study: Study) -> Iterator[Told]:
        """What each candidate tells, in order: what was told before shapes how the next one is read."""
        candidates, inventory = study.candidates, study.inventory
        named = [candidate.mentions for candidate in candidates]
        discourse = Discourse(
            main=find_main_base(named) or inventory.topic,
            counts=count_bases(named),
        )
        findings: list[Finding] = []
        country = find_article_country(named)
        traits = {key: frozenset(found) for key, found in inventory.traits.items()}
        parses = self._parse(candidates)
        named_day: dt.date | None = None
        for candidate in candidates:
            discourse.note_label(candidate.sentence, inventory.labels.get(candidate.sentence.index))
            parse = parses.get(candidate.sentence.index)
            surroundings = Surroundings(
                study.context,
                discourse,
                tuple(findings),
                country,
                military=inventory.military,
                named=named_day,
                subject=study.subjects[candidate.sentence.paragraph],
                traits=traits,
            )
            told = self._read_sentence(candidate, parse, surroundings) if parse else Told(candidate, None, (), ())
            findings += told.findings
            yield told
            named_day = self._find_day(told, study)
            discourse.note(candidate.sentence.index, candidate.mentions)
            discourse.note_towns(candidate.sentence.index, self._find_towns(candidate, traits))
            discourse.note_dates(candidate.sentence, candidate.phrases)

    def _find_day(self, told: Told, study: Study) -> dt.date | None:
        """The day that a sentence named last."""
        if told.scene is not None:
            return self._reader.builder.find_day(told.scene)
        found = (self._resolver.resolve(phrase, study.context) for phrase in reversed(told.candidate.phrases))
        return next((date.first for date in found if date is not None and date.precision is Precision.DAY), None)

    def _find_towns(self, candidate: Candidate, traits: Mapping[str, frozenset[Trait]]) -> Iterator[Base]:
        """The bases that names may mean which somewhere stand beside a base noun, or after "at"."""
        text = candidate.sentence.text
        for mention in candidate.mentions:
            written = text[mention.start : mention.end]
            if mention.kind in UNLISTED and BASELIKE & traits.get(name_key(written), frozenset()):
                base = self._spotter.base_names.build_base(written)
                if base.slug:
                    yield base

    def _parse(self, candidates: tuple[Candidate, ...]) -> dict[int, Parse]:
        """The parses of the sentences that are worth it, by their numbers."""
        chosen = [
            candidate
            for place, candidate in enumerate(candidates)
            if self._is_worth_parsing(candidate, _speaks_of_base(candidates[max(0, place - BASE_REACH) : place]))
        ]
        parses = parse_sentences(self._language, [(c.sentence.text, c.mentions) for c in chosen])
        return {candidate.sentence.index: parse for candidate, parse in zip(chosen, parses, strict=True)}

    def _is_worth_parsing(self, candidate: Candidate, near_base: bool) -> bool:
        text, dated = candidate.sentence.text, bool(candidate.phrases)
        told = self._triage.may_tell(text, candidate.mentions, dated=dated, near_base=near_base)
        return told or self._context.may_tell(text)

    def _read_sentence(self, candidate: Candidate, parse: Parse, surroundings: Surroundings) -> Told:
        scene = Scene(candidate.sentence, parse, candidate.phrases, surroundings)
        decisions, weighed = self._reader.decide(scene)
        so_far = replace(surroundings, findings=(*surroundings.findings, *_list_findings(decisions)))
        decisions += self._context.decide(replace(scene, surroundings=so_far), candidate.mentions)
        findings = apply_offsets(
            candidate.sentence, candidate.phrases, _list_findings(decisions), surroundings.findings
        )
        return Told(candidate, scene, tuple(decisions), tuple(findings), tuple(weighed))


def _explain_unread(sentence: Sentence, study: Study) -> Reason:
    return find_obstacle(study.subjects[sentence.paragraph]) or Reason.NOT_EVIDENCE


def _list_findings(decisions: list[Decision]) -> list[Finding]:
    return [decision.finding for decision in decisions if decision.finding is not None]


def _speaks_of_base(candidates: Sequence[Candidate]) -> bool:
    return any(mention.kind in BASE_KINDS for candidate in candidates for mention in candidate.mentions)


def _resolve_names(candidate: Candidate, inventory: Inventory) -> Candidate:
    """Short names resolved by the full ones that the article gives anywhere."""
    text = candidate.sentence.text
    return replace(candidate, mentions=tuple(inventory.resolve(text, mention) for mention in candidate.mentions))
