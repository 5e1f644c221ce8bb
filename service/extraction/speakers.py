"""Who says so: the speaker of a sentence, named as the article names him."""

import re

from spacy.tokens import Token

from service.codebook.model import Words
from service.domain.places import Source
from service.extraction.grammar import children, is_verb
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.names import NameIndex, split_words
from service.extraction.parsing import Parse

HIGHEST = 12
LONGEST_SPEAKER = 90
PRONOUNS = frozenset({"he", "she", "they", "it", "who", "i", "we", "that", "which", "this", "you"})
DETERMINERS = re.compile(r"^(?:the|a|an|his|her|its|their|one)\s+", re.IGNORECASE)


class SpeakerReader:
    """Finds speakers over the dependency parse. Built once."""

    def __init__(self, words: Words, sources: tuple[Source, ...]) -> None:
        self._speech = words.speech_verbs
        self._statements = words.statement_nouns
        self._sources = NameIndex((name, source.name) for source in sources for name in (source.name, *source.aliases))

    def read(self, text: str, parse: Parse, trigger: Token) -> str | None:
        """The speaker of the clause of `trigger`, with the outlet spoken to; null for the article itself."""
        speaker = self._find_speaker(text, parse, trigger)
        if speaker is None:
            return None
        via = self._find_outlet(text, speaker)
        return f"{speaker}, via {via}" if via else speaker

    def _find_speaker(self, text: str, parse: Parse, trigger: Token) -> str | None:
        current = trigger
        for _ in range(HIGHEST):
            for verb in (current, *children(current, "parataxis", "ccomp")):
                if verb.lower_ in self._speech and is_verb(verb) and verb.i != trigger.i:
                    subject = next(iter(children(verb, "nsubj")), None)
                    if subject is not None and subject.lower_ not in PRONOUNS:
                        return self._name(text, parse, subject, verb)
            for child in current.children:
                if child.lower_ == "according":
                    return self._read_according(text, parse, child)
            if current.head is current:
                return None
            current = current.head
        return None

    def _read_according(self, text: str, parse: Parse, according: Token) -> str | None:
        for child in according.children:
            for noun in child.children if child.dep_ == "prep" else ():
                if noun.dep_ == "pobj":
                    return self._name(text, parse, noun, according)
        return None

    def _name(self, text: str, parse: Parse, head: Token, verb: Token) -> str | None:
        mention = parse.mention_of(head)
        statement = head.lower_ in self._statements or any(
            token.lower_ in self._statements for token in verb.subtree if token.i > verb.i and token.i - verb.i < 6
        )
        if mention is None and head.lower_ in self._statements:
            mention = self._issuer(parse, head)
        if mention is not None and mention.actors and mention.kind is not Kind.COUNTRY:
            name = mention.actors[0].name
            return f"{name} (statement)" if statement else name
        return self._written(text, parse, head)

    @staticmethod
    def _issuer(parse: Parse, head: Token) -> Mention | None:
        for token in head.subtree:
            mention = parse.mention_of(token)
            if mention is not None and mention.actors:
                return mention
        return None

    @staticmethod
    def _written(text: str, parse: Parse, head: Token) -> str | None:
        """The noun phrase as written, without what follows a comma."""
        left = min(token.i for token in head.subtree if token.i <= head.i)
        right = max(
            (token.i for token in head.subtree if token.head.i == head.i and token.dep_ in {"prep", "compound"}),
            default=head.i,
        )
        last = max((token.i for token in parse.doc[right].subtree), default=right) if right > head.i else head.i
        following = last + 1
        end = parse.offsets[following] if following < len(parse.offsets) else len(text)
        written = text[parse.offsets[left] : end].split(",", maxsplit=1)[0].strip(" \"'.;:")
        written = DETERMINERS.sub("", written)
        return written if 0 < len(written) <= LONGEST_SPEAKER else None

    def _find_outlet(self, text: str, speaker: str) -> str | None:
        words = split_words(text)
        for match in self._sources.find(words):
            before = text[max(0, words[match.first].start - 60) : words[match.first].start].lower()
            told = any(
                word in before for word in ("told", "via", "quoted by", "cited by", "interview with", "spoke to")
            )
            if told and match.value.casefold() not in speaker.casefold():
                return match.value
        return None
