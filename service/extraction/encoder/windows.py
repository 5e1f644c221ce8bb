"""An annotated article to the windows that the encoder scores: each sentence once, after what stands before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from service.domain.names.places import Base
from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.protocol import SpecialTokens, Tokens, TokenSpan, TokenWindow
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.numbers import Number
from service.extraction.text.layout import Part

# Sizes in tokens, and how many sentences back the context may reach. What is longer is cut off.
MAX_SENTENCE, MAX_CONTEXT, MAX_HEADLINE, MAX_REMINDER = 110, 100, 60, 60
MAX_CONTEXT_SENTENCES = 8
# A sentence that names nothing is about what was named at most so many sentences before it.
MAX_UNNAMED_DISTANCE = 3
PLACES = frozenset({Kind.BASE, Kind.BARE_BASE, Kind.NAME, Kind.PLACE})
BASES = frozenset({Kind.BASE, Kind.BARE_BASE})
# Who may act or speak, also where no list has the name.
NAMED = frozenset({Kind.NAME, Kind.PERSON, Kind.FORCE})
# The order is that of the encoder's numbers.
MENTION_KINDS = (
    Kind.BASE,
    Kind.BARE_BASE,
    Kind.NAME,
    Kind.PLACE,
    Kind.COUNTRY,
    Kind.UNNAMED_BASE,
    Kind.FORCE,
    Kind.PERSON,
    Kind.WEAPON,
)
KINDS = (*(kind.value for kind in MENTION_KINDS), "date", "number")
WRITTEN = {"other": 0, "lower": 1, "title": 2, "upper": 3, "digit": 4}

Item = Mention | DatePhrase | Number


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where an event may have happened: a base, or a country. `here` says that the sentence asked about names it."""

    mention: Mention
    base: Base | None
    country: str | None
    here: bool
    sentence: AnnotatedSentence


@dataclass(frozen=True, slots=True)
class ArgumentCandidate:
    """What may belong to an event: an actor or speaker, a date phrase, or a number; and the sentence that has it."""

    item: Item
    here: bool
    sentence: AnnotatedSentence


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence to ask about, what it may mention, and the tokens to ask with; the n-th span is the n-th candidate."""

    asked: AnnotatedSentence
    candidates: tuple[Candidate, ...]
    arguments: tuple[ArgumentCandidate, ...]
    tokens: TokenWindow


@dataclass(slots=True)
class _Draft:
    """A window while it grows. Of several mentions of one place the last stands for it; `implied` are the countries
    that no mention is of, by the last of what lies in them or belongs to them."""

    special: SpecialTokens
    ids: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    candidates: dict[str, tuple[Candidate, TokenSpan]] = field(default_factory=dict)
    implied: dict[str, tuple[Candidate, TokenSpan]] = field(default_factory=dict)
    arguments: list[tuple[ArgumentCandidate, TokenSpan]] = field(default_factory=list)

    def add(self, sentence: AnnotatedSentence, tokens: Tokens, limit: int, *, here: bool) -> None:
        """Appends a sentence with the places and arguments that it names."""
        start, offsets = len(self.ids), tokens.offsets[:limit]
        text = sentence.sentence.text
        self.ids += tokens.ids[:limit]
        self.marks += [here + 2 * classify_writing(text[first:last]) for first, last in offsets]
        items: tuple[Item, ...] = (*sentence.mentions, *sentence.phrases, *sentence.numbers)
        for item in items:
            inside = [
                n for n, (first, last) in enumerate(offsets) if first < item.end and last > max(item.start, first)
            ]
            if inside:
                span = TokenSpan(start + inside[0], start + inside[-1], number_kind(item, here=here))
                self._add_item(sentence, item, span, here=here)
        self.add_special((self.special.end,), here=here)

    def add_special(self, ids: tuple[int, ...], *, here: bool) -> None:
        """Appends tokens that stand for no text."""
        self.ids += ids
        self.marks += [int(here)] * len(ids)

    def _add_item(self, sentence: AnnotatedSentence, item: Item, span: TokenSpan, *, here: bool) -> None:
        if not isinstance(item, Mention):
            self.arguments.append((ArgumentCandidate(item, here, sentence), span))
            return
        base, country = _find_place(item)
        if base is not None:
            self.candidates[base.slug] = (Candidate(item, base, None, here, sentence), span)
        elif country is not None:
            self.candidates[f"~{country}"] = (Candidate(item, None, country, here, sentence), span)
        if (implied := _find_implied_country(item)) is not None:
            country_span = TokenSpan(span.first, span.last, KINDS.index(Kind.COUNTRY.value) * 2 + here)
            self.implied[f"~{implied}"] = (Candidate(item, None, implied, here, sentence), country_span)
        if item.actors or item.kind in NAMED:
            self.arguments.append((ArgumentCandidate(item, here, sentence), span))


def build_windows(
    sentences: Sequence[AnnotatedSentence], tokens: Sequence[Tokens], special: SpecialTokens
) -> Iterator[Window]:
    """The windows of an article, in the order of its sentences; none for a sentence near which no place is named, nor
    for one that names nothing and stands far behind the last base."""
    headline = next((n for n, item in enumerate(sentences) if item.sentence.part is Part.HEADLINE), None)
    last_bases = _find_last_bases(sentences)
    for place, asked in enumerate(sentences):
        if not asked.asked:
            continue
        draft = _Draft(special)
        draft.add_special((special.first,), here=False)
        context = _find_context(tokens, place)
        if headline is not None and headline < place and headline not in context:
            draft.add(sentences[headline], tokens[headline], MAX_HEADLINE, here=False)
        named = _choose_reminder(last_bases, context, place)
        if named is not None and named != headline:
            draft.add(sentences[named], tokens[named], MAX_REMINDER, here=False)
        for number in context:
            draft.add(sentences[number], tokens[number], MAX_CONTEXT, here=False)
        draft.add_special(special.mark, here=True)
        draft.add(asked, tokens[place], MAX_SENTENCE, here=True)
        window = _finish(asked, draft)
        if window is not None and not _is_aside(window):
            yield window


def _find_context(tokens: Sequence[Tokens], place: int) -> list[int]:
    """The sentences before one, as many as there is room for."""
    first, room = place, MAX_CONTEXT
    while first > max(0, place - MAX_CONTEXT_SENTENCES):
        room -= len(tokens[first - 1].ids) + 1
        if room < 0:
            break
        first -= 1
    return list(range(first, place))


def _find_last_bases(sentences: Sequence[AnnotatedSentence]) -> list[int | None]:
    """For each sentence the last one up to and with it that named a base, in one pass."""
    found: list[int | None] = []
    last: int | None = None
    for number, item in enumerate(sentences):
        last = number if names_base(item) else last
        found.append(last)
    return found


def _choose_reminder(last_bases: Sequence[int | None], context: list[int], place: int) -> int | None:
    """The last sentence that named a base, where neither the asked one nor its context does: what is reported far from
    a name mostly happened at the base that was named last."""
    last = last_bases[place]
    return last if last is not None and last < min(context, default=place) else None


def names_base(item: AnnotatedSentence) -> bool:
    """Whether a sentence surely names a base."""
    return any(mention.kind is Kind.BASE for mention in item.mentions)


def _finish(asked: AnnotatedSentence, draft: _Draft) -> Window | None:
    implied = {key: value for key, value in draft.implied.items() if key not in draft.candidates}
    found = (*draft.candidates.values(), *implied.values())
    chosen = [(c, span) for c, span in found if c.here or c.base is None or c.mention.kind is not Kind.PLACE]
    if not chosen:
        return None
    spans = TokenWindow(
        ids=tuple(draft.ids),
        marks=tuple(draft.marks),
        candidates=tuple(span for _, span in chosen),
        arguments=tuple(span for _, span in draft.arguments),
    )
    arguments = tuple(argument for argument, _ in draft.arguments)
    return Window(asked, tuple(candidate for candidate, _ in chosen), arguments, spans)


def _is_aside(window: Window) -> bool:
    """Whether a sentence names neither place, actor nor date, and its bases were all named far before it."""
    asked = window.asked
    places = [candidate.sentence.sentence.index for candidate in window.candidates if candidate.base is not None]
    far = bool(places) and asked.sentence.index - max(places) > MAX_UNNAMED_DISTANCE
    return far and not asked.mentions and not asked.phrases


def names_place(item: AnnotatedSentence) -> bool:
    """Whether a sentence names what it could be asked about, be it too far back for a window."""
    return any(any(_find_place(one)) or _find_implied_country(one) is not None for one in item.mentions)


def _find_place(mention: Mention) -> tuple[Base | None, str | None]:
    """The base that is asked about, or the country."""
    if mention.kind in PLACES and mention.base is not None and mention.base.slug:
        return mention.base, None
    return None, mention.country if mention.kind is Kind.COUNTRY else None


def _find_implied_country(mention: Mention) -> str | None:
    """The country that a base or town lies in, or that a parliament is of."""
    if mention.kind is Kind.PERSON:
        return mention.actors[0].country if mention.actors else None
    if mention.kind in {Kind.PLACE, Kind.BARE_BASE} and mention.country:
        return mention.country
    return mention.base.country if mention.base is not None and mention.kind in BASES else None


def number_kind(item: Item, *, here: bool) -> int:
    """The number of an item's kind, other in the sentence asked about than in its context."""
    kind = item.kind.value if isinstance(item, Mention) else "date" if isinstance(item, DatePhrase) else "number"
    return KINDS.index(kind) * 2 + here


def classify_writing(piece: str) -> int:
    """How a piece of a word is written, which an encoder without capitals does not see."""
    if not piece:
        return WRITTEN["other"]
    if piece[0].isdigit():
        return WRITTEN["digit"]
    if piece.islower():
        return WRITTEN["lower"]
    if piece.isupper() and len(piece) > 1:
        return WRITTEN["upper"]
    return WRITTEN["title"] if piece[0].isupper() else WRITTEN["other"]
