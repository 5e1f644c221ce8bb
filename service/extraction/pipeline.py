"""An article to its reports: text, mentions, dates, windows, triage, scores, event mentions, reports."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from service.codebook.model import Codebook
from service.domain.articles.article import Article
from service.domain.events.dates import Precision
from service.domain.events.reports import Report
from service.domain.names.gazetteer import Gazetteer
from service.errors import ArticleError
from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.anchors import AnchorReader
from service.extraction.dates.phrases import DatePhrase, DatePhrases
from service.extraction.dates.reading import DatedPhrase, DateReader
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from service.extraction.encoder.decoding import Decoder, Judgement
from service.extraction.encoder.labels import MAX_ADDED_DISTANCE, build_labels
from service.extraction.encoder.lists import pair_lists
from service.extraction.encoder.protocol import Encoder
from service.extraction.encoder.triage import TRIAGE_THRESHOLD
from service.extraction.encoder.windows import Window, build_windows, names_base, names_place
from service.extraction.explain import Explanation, Reason, SentenceExplanation
from service.extraction.mentions.countries import find_article_country, find_sentence_in_country
from service.extraction.mentions.inventory import Coalitions, Inventory, take_inventory
from service.extraction.mentions.mention import NAME_KINDS, Mention
from service.extraction.mentions.numbers import NumberReader
from service.extraction.mentions.openings import add_opening_names
from service.extraction.mentions.spotting import Spotter
from service.extraction.reports.building import ArticleFacts, MentionBuilder
from service.extraction.reports.event_mentions import EventMention
from service.extraction.reports.joining import Joiner
from service.extraction.reports.speakers import SpeakerReader
from service.extraction.text.identity import IdentityReader
from service.extraction.text.layout import EVIDENCE, Layout, Part, Sentence
from service.extraction.text.subjects import Subject, SubjectReader, is_civilian, is_of_other_world

# A dateline stands before one of the first sentences, and is at most so many days older than its paper.
MAX_DATELINE_SENTENCES, MAX_DATELINE_DAYS = 4, 7


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found: the article, completed from its own text, and its reports."""

    article: Article
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """An article with all that lists and forms find in it. `passed_over` says of a sentence, by its number, why it is
    not asked about; `dates` has the dated phrases of each sentence that is."""

    article: Article
    sentences: tuple[AnnotatedSentence, ...]
    dates: Mapping[int, tuple[DatedPhrase, ...]] = field(default_factory=dict)
    passed_over: Mapping[int, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A window with what was made of it, or why it was not scored."""

    window: Window
    judgements: tuple[Judgement, ...] = ()
    event_mentions: tuple[EventMention, ...] = ()
    passed_over: Reason | None = None


class Extractor:
    """All steps, ready to run. Holds no state of the articles that it has read. One whose windows have more than
    `max_tokens` together, which is what takes the time, is refused with an ArticleError."""

    def __init__(
        self, codebook: Codebook, gazetteer: Gazetteer, encoder: Encoder, max_tokens: int | None = None
    ) -> None:
        self._encoder, self._max_tokens = encoder, max_tokens
        self._identity = IdentityReader(codebook.boilerplate, gazetteer.sources)
        self._subjects = SubjectReader(codebook.words)
        self._words = codebook.words
        self._coalitions = Coalitions(gazetteer.coalition_areas)
        self._spotter = Spotter(gazetteer, codebook)
        self._layout = Layout(codebook.boilerplate, self._spotter.names_base)
        self._figures = NumberReader(codebook.numbers)
        self._phrases = DatePhrases(codebook.dates)
        self._resolver = DateResolver(codebook.dates)
        self._dates = DateReader(self._resolver)
        self._anchors = AnchorReader(self._resolver, codebook.boilerplate.landmarks)
        self._decoder = Decoder(build_labels(codebook.event_types))
        self._builder = MentionBuilder(SpeakerReader(codebook.words, gazetteer.sources))
        self._joiner = Joiner(codebook.event_types)

    def extract(self, article: Article) -> Extraction:
        """The reports of an article. The same text gives the same reports."""
        annotation = self.annotate(article)
        return Extraction(annotation.article, self._join(annotation, self._judge(annotation)))

    def explain(self, article: Article) -> Explanation:
        """The same reports with how they came about, sentence by sentence."""
        annotation = self.annotate(article)
        judged = {item.window.asked.sentence.index: item for item in self._judge(annotation)}
        sentences = tuple(_explain(item, annotation, judged.get(item.sentence.index)) for item in annotation.sentences)
        return Explanation(annotation.article, sentences, self._join(annotation, judged.values()))

    def annotate(self, article: Article) -> Annotation:
        """An article, completed from its own text, with its mentions, date phrases and numbers."""
        lines = self._layout.find_lines(article.text)
        article = self._identity.complete(article, lines)
        sentences = self._layout.split_lines(lines)
        subjects = self._subjects.read(sentences)
        passed_over = {s.index: reason for s in sentences if (reason := _find_reason(s, subjects[s.paragraph]))}
        asked = [s for s in sentences if s.index not in passed_over]
        if not asked:
            return Annotation(article, tuple(map(AnnotatedSentence, sentences)), passed_over=passed_over)
        phrases = {sentence.index: self._phrases.find(sentence.text) for sentence in sentences}
        dates = self._dates.read(
            ((s, phrases[s.index]) for s in asked), self._build_context(article, sentences, phrases)
        )
        annotated = self._annotate(article, sentences, asked, phrases)
        return Annotation(article, annotated, dates, passed_over)

    def _annotate(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        asked: Sequence[Sentence],
        phrases: Mapping[int, tuple[DatePhrase, ...]],
    ) -> tuple[AnnotatedSentence, ...]:
        spotted = add_opening_names([(sentence, self._spotter.spot(sentence.text)) for sentence in asked])
        inventory = take_inventory(self._spotter.base_names, spotted)
        if inventory.coalition is None:
            country = find_article_country(mentions for _, mentions in spotted)
            inventory.coalition = self._coalitions.find(country, article.published)
        mentions = {s.index: self._resolve_mentions(s, found, inventory) for s, found in spotted}
        return tuple(
            AnnotatedSentence(
                sentence,
                asked=True,
                mentions=mentions[sentence.index],
                phrases=phrases[sentence.index],
                numbers=self._figures.find(sentence.text),
            )
            if sentence.index in mentions
            else AnnotatedSentence(sentence)
            for sentence in sentences
        )

    def _resolve_mentions(
        self, sentence: Sentence, mentions: Sequence[Mention], inventory: Inventory
    ) -> tuple[Mention, ...]:
        """Mentions with what the article says elsewhere of their names; any other name may be that of a base, too."""
        return tuple(self._name_base(sentence.text, inventory.resolve(sentence.text, mention)) for mention in mentions)

    def _name_base(self, text: str, mention: Mention) -> Mention:
        if mention.base is not None or mention.kind not in NAME_KINDS:
            return mention
        if self._spotter.is_town(text, mention.start) or self._is_region(text, mention):
            return mention
        return replace(mention, base=self._spotter.base_names.build_base(text[mention.start : mention.end]))

    def _is_region(self, text: str, mention: Mention) -> bool:
        """Whether a name is that of a region: "Anbar province"."""
        following = text[mention.end :].split(maxsplit=1)[:1]
        return bool(following) and following[0].strip(".,;:").casefold() in self._words.region_words

    def _build_context(
        self, article: Article, sentences: Sequence[Sentence], phrases: Mapping[int, tuple[DatePhrase, ...]]
    ) -> DateContext:
        if article.published is not None:
            return DateContext(published=self._find_day_of_writing(article, sentences) or article.published)
        dated = [(sentence, phrases[sentence.index]) for sentence in sentences]
        anchor = self._anchors.find_anchor(dated)
        return DateContext(published=self._anchors.find_today(dated, anchor), anchor=anchor)

    def _find_day_of_writing(self, article: Article, sentences: Sequence[Sentence]) -> dt.date | None:
        """The day that a dateline gives, from which "today" counts, if the article was published soon after."""
        end = 0
        for sentence in sentences[:MAX_DATELINE_SENTENCES]:
            # What stands between a line's beginning and its first sentence was cut off as a dateline.
            line = max(article.text.rfind("\n", 0, sentence.start) + 1, end)
            end = sentence.end
            dateline = sentence.text if sentence.part is Part.DATELINE else article.text[line : sentence.start]
            for phrase in self._phrases.find(dateline):
                found = self._resolver.resolve(phrase, DateContext(published=article.published))
                day = found.first if found is not None and found.precision is Precision.DAY else None
                if day and article.published and 0 <= (article.published - day).days <= MAX_DATELINE_DAYS:
                    return day
        return None

    def _judge(self, annotation: Annotation) -> Iterator[_Judged]:
        """The windows in the order of the text, each scored unless its sentence is unlikely to tell of an event."""
        sentences = annotation.sentences
        if not any(item.asked for item in sentences):
            return
        tokens = self._encoder.cut([item.sentence.text for item in sentences])
        facts = ArticleFacts(annotation.article.published, _find_country(sentences), annotation.dates)
        windows: Iterable[Window] = build_windows(sentences, tokens, self._encoder.special)
        if self._max_tokens is not None:
            windows = list(windows)
            _check_size(windows, self._max_tokens)
        last: int | None = None
        for window in windows:
            number = window.asked.sentence.index
            likely = self._encoder.triage(tokens[number]) >= TRIAGE_THRESHOLD or _may_add(window.asked, last)
            judged = self._score(window, facts) if likely else _Judged(window, passed_over=Reason.UNLIKELY)
            last = number if any(mention.is_extracted for mention in judged.event_mentions) else last
            yield judged

    def _score(self, window: Window, facts: ArticleFacts) -> _Judged:
        """A window with its judgements and event mentions. Its scores are many numbers, so only one has them at a
        time."""
        [scores] = self._encoder.score([window.tokens])
        judgements = self._decoder.judge(window, scores)
        detections = pair_lists(self._decoder.detect(window, scores, judgements))
        event_mentions = tuple(m for detection in detections for m in self._builder.build(detection, facts))
        return _Judged(window, tuple(judgements), event_mentions)

    def _join(self, annotation: Annotation, judged: Iterable[_Judged]) -> tuple[Report, ...]:
        return self._joiner.join(annotation.article, [m for item in judged for m in item.event_mentions])


def _may_add(asked: AnnotatedSentence, last: int | None) -> bool:
    """Whether a sentence may give the number of people of an event that was told last in the sentence of a number."""
    is_near = last is not None and asked.sentence.index - last <= MAX_ADDED_DISTANCE
    return is_near and any(number.unit is None for number in asked.numbers)


def _check_size(windows: Iterable[Window], max_tokens: int) -> None:
    found = sum(len(window.tokens.ids) for window in windows)
    if found > max_tokens:
        raise ArticleError(
            f"has {found} tokens in its sentences with their contexts, and at most {max_tokens} are read here; "
            "send parts of it, or use `load`"
        )


def _find_country(sentences: Sequence[AnnotatedSentence]) -> tuple[str, Sentence] | None:
    """The country that most of an article is about, and a sentence that says so."""
    mentions = [item.mentions for item in sentences]
    country = find_article_country(mentions)
    position = find_sentence_in_country(mentions, country) if country else None
    return (country, sentences[position].sentence) if country and position is not None else None


def _find_reason(sentence: Sentence, subject: Subject) -> Reason | None:
    """Why a sentence is not asked about, null where it is."""
    if is_of_other_world(subject):
        return Reason.OTHER_WORLD
    if is_civilian(subject):
        return Reason.NOT_MILITARY
    return None if sentence.part in EVIDENCE else Reason.NOT_EVIDENCE


def _explain(item: AnnotatedSentence, annotation: Annotation, judged: _Judged | None) -> SentenceExplanation:
    index = item.sentence.index
    reason = judged.passed_over if judged else _find_reason_for_no_window(item, annotation)
    if reason not in {None, Reason.TOO_LONG, Reason.UNLIKELY}:
        return SentenceExplanation(item.sentence, reason)
    return SentenceExplanation(
        item.sentence,
        reason,
        mentions=item.mentions,
        dates=annotation.dates[index],
        judgements=judged.judgements if judged else (),
        event_mentions=judged.event_mentions if judged else (),
    )


def _find_reason_for_no_window(item: AnnotatedSentence, annotation: Annotation) -> Reason:
    if (reason := annotation.passed_over.get(item.sentence.index)) is not None:
        return reason
    if names_place(item):
        return Reason.TOO_LONG
    follows = any(map(names_base, annotation.sentences[: item.sentence.index]))
    return Reason.ASIDE if follows else Reason.NO_PLACE
