"""Which date phrase of a sentence dates which telling."""

from bisect import bisect_right

from spacy.tokens import Token

from service.codebook.model import DateKind, Words
from service.extraction.dates.phrases import DatePhrase
from service.extraction.grammar import is_verb
from service.extraction.parsing import Parse

HIGHEST = 12
# The better a kind tells the day, the sooner it is taken when several phrases fit.
RANK = {
    DateKind.ABSOLUTE: 0,
    DateKind.INTERVAL: 0,
    DateKind.YEARLESS: 0,
    DateKind.LAST_DAY: 0,
    DateKind.MONTH_DAY: 1,
    DateKind.WEEKDAY: 1,
    DateKind.RELATIVE_DAY: 1,
    DateKind.OFFSET: 1,
    DateKind.NEIGHBOUR: 1,
    DateKind.MONTH: 2,
    DateKind.EDGE: 2,
    DateKind.RELATIVE_MONTH: 2,
    DateKind.SEASON: 3,
    DateKind.RELATIVE_UNIT: 3,
    DateKind.YEAR: 4,
    DateKind.DECADE: 9,
}
# "since 2017" and "until March" say how long, not when.
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", "VBN"})
COUNTED = frozenset({"after", "before", "since", "following", "prior to"})
# "On March 26, a source said that ..." sets the scene; "on Wednesday" there is only when it was said.
SETTING = frozenset({DateKind.ABSOLUTE, DateKind.YEARLESS, DateKind.INTERVAL})
FRONT = 12
SPANNING = ("since ", "from ", "through ")


class Timing:
    """Links date phrases to triggers over the dependency parse."""

    def __init__(self, words: Words) -> None:
        self._speech = words.speech_verbs

    def find_date(
        self, parse: Parse, token: Token, phrases: tuple[DatePhrase, ...], others: set[int]
    ) -> DatePhrase | None:
        """The phrase that dates the trigger `token`; `others` are the other triggers' token numbers."""
        ranked: list[tuple[int, int, DatePhrase]] = []
        for phrase in phrases:
            if not _tells_when(phrase):
                continue
            distance = self._distance(parse, token, phrase, others)
            if distance is not None:
                ranked.append((distance, RANK[phrase.kind], phrase))
        if ranked:
            return min(ranked, key=lambda item: item[:2])[2]
        return self._find_beside(parse, token, phrases) or self._find_loose(parse, token, phrases)

    def _find_loose(self, parse: Parse, token: Token, phrases: tuple[DatePhrase, ...]) -> DatePhrase | None:
        """Where neither the parse nor the order of words links one: a phrase that the sentence begins with, or its
        only one, unless it dates speech or stands in a relative clause that the trigger is not in."""
        telling = [phrase for phrase in phrases if _tells_when(phrase)]
        fronted = [phrase for phrase in telling if phrase.start < FRONT]
        chosen = fronted[:1] or (telling if len(telling) == 1 else [])
        for phrase in chosen:
            first = token_at(parse, phrase.start)
            clause = self._clause_of(first, token) if first is not None else None
            if first is None or (clause is not None and clause.lower_ in self._speech):
                continue
            if fronted or _find_relative(first) == _find_relative(token):
                return phrase
        return None

    def _find_beside(self, parse: Parse, token: Token, phrases: tuple[DatePhrase, ...]) -> DatePhrase | None:
        """Where the parse links none: the nearest phrase with no other finite verb between, unless it dates speech."""
        found: list[tuple[int, DatePhrase]] = []
        for phrase in filter(_tells_when, phrases):
            first = token_at(parse, phrase.start)
            clause = self._clause_of(first, token) if first is not None else None
            if first is None or clause is None or clause.lower_ in self._speech:
                continue
            between = parse.doc[min(first.i, token.i) + 1 : max(first.i, token.i)]
            if not any(word.tag_ in FINITE for word in between):
                found.append((len(between), phrase))
        return min(found, key=lambda item: item[0])[1] if found else None

    def _distance(self, parse: Parse, token: Token, phrase: DatePhrase, others: set[int]) -> int | None:
        """How far up from a phrase its clause's verb is related to the trigger; null where it is not."""
        first = token_at(parse, phrase.start)
        if first is None:
            return None
        clause = self._clause_of(first, token)
        if clause is None:
            return None
        if clause.i == token.i:
            return 0
        fronted = phrase.start < 12 or parse.offsets[clause.i] > phrase.start
        related = self._relation(clause, token)
        if related is None or (clause.i in others and related > 1):
            return None
        if clause.lower_ in self._speech and not (fronted and phrase.start < FRONT and phrase.kind in SETTING):
            return None
        return related

    @staticmethod
    def _clause_of(first: Token, trigger: Token) -> Token | None:
        """The verb, or the nominal trigger, that a date phrase belongs to."""
        current = first
        for _ in range(HIGHEST):
            if current.i == trigger.i or is_verb(current):
                return current
            if current.head is current:
                return current
            current = current.head
        return None

    @staticmethod
    def _relation(clause: Token, trigger: Token) -> int | None:
        """1 for a verb coordinated with the trigger, more for one above it; null where it stands in another clause."""
        current, steps = trigger, 1
        for _ in range(HIGHEST):
            if current.head is current:
                break
            if current.dep_ == "relcl":
                return None
            current = current.head
            if current.i == clause.i:
                return steps
            steps += 1
        coordinated = clause
        while coordinated.dep_ in {"conj", "xcomp"} and coordinated.head is not coordinated:
            coordinated = coordinated.head
            if coordinated.i == trigger.i:
                return 2
        return None


def _find_relative(token: Token) -> int | None:
    """The verb of the innermost relative clause that a word stands in."""
    for _ in range(HIGHEST):
        if token.dep_ in {"relcl", "acl"}:
            return token.i
        if token.head is token:
            return None
        token = token.head
    return None


def _tells_when(phrase: DatePhrase) -> bool:
    """Decades are too wide; "since 2017" says how long; "two days after" counts from another event."""
    if phrase.kind is DateKind.DECADE or phrase.text.lower().startswith(SPANNING):
        return False
    return phrase.parts.get("direction") not in COUNTED


def token_at(parse: Parse, offset: int) -> Token | None:
    """The token that covers a place of the sentence; null where the place stood in an aside."""
    place = bisect_right(parse.offsets, offset) - 1
    return parse.doc[place] if place >= 0 else None
