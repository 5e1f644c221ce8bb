"""Attribution: the speaker of a sentence, as the sentence names them."""

import re
from collections.abc import Iterable

from service.codebook.model import Words
from service.domain.names.places import Source
from service.extraction.text.names import NameIndex, split_words

MAX_LENGTH = 90
DETERMINERS = re.compile(r"^(?:and |but |while |as )?(?:(?:the|a|an|his|her|its|their|one)(?: |$))?", re.IGNORECASE)
ACCORDING = re.compile(r"\b(?:according to|in the words of) ([^,;:\"()]{2,90})", re.IGNORECASE)
# What follows the speaker in "according to the ministry in a statement on Monday".
TAIL = re.compile(r"\s+(?:in an?|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|at an?|late|early)\b.*$", re.IGNORECASE)
NAMED_AFTER = re.compile(r"\s+((?:the |an? )?(?:[A-Z][\w.'-]*|of|for|spokes\w+|commander|minister)(?: [\w.'-]+){0,7})")
OUTLET_DISTANCE = 60


class SpeakerReader:
    """Finds speakers by the verbs of speech of the codebook, and what stands around them. Built once."""

    def __init__(self, words: Words, sources: tuple[Source, ...]) -> None:
        active, passive = _join_words(words.speech_auxiliaries), _join_words(words.passive_auxiliaries)
        self._speech = re.compile(rf"\b(?:{_join_words(words.speech_verbs)})\b", re.IGNORECASE)
        self._auxiliaries = re.compile(rf"(?:\s+(?:{active}|(?P<passive>{passive})))+$", re.IGNORECASE)
        self._boundary = re.compile(rf"[,;:\"()]|\s[-\u2013\u2014]\s|\b(?:{_join_words(words.clause_openers)})\b")
        self._pronouns, self._addressing = words.speaker_pronouns, words.addressing_phrases
        self._sources = NameIndex((name, source.name) for source in sources for name in (source.name, *source.aliases))

    def read(self, text: str) -> str | None:
        """The speaker of a sentence, with the outlet spoken to; null for the article itself."""
        speaker = self._find_speaker(text)
        if speaker is None:
            return None
        via = self._find_outlet(text, speaker)
        return f"{speaker}, via {via}" if via else speaker

    def _find_speaker(self, text: str) -> str | None:
        if according := ACCORDING.search(text):
            return self._trim(TAIL.sub("", according[1]))
        for verb in self._speech.finditer(text):
            before = self._read_before(text[: verb.start()], verb[0].lower())
            if speaker := before or self._read_after(text, verb.start(), verb.end()):
                return speaker
        return None

    def _find_outlet(self, text: str, speaker: str) -> str | None:
        words = split_words(text)
        for match in self._sources.find(words):
            start = words[match.first].start
            before = text[max(0, start - OUTLET_DISTANCE) : start].lower()
            if any(word in before for word in self._addressing) and match.value.casefold() not in speaker.casefold():
                return match.value
        return None

    def _read_before(self, text: str, verb: str) -> str | None:
        """The words between the last boundary of a clause and a verb of speech, if they are its speaker."""
        end = max((match.end() for match in self._boundary.finditer(text)), default=0)
        clause = TAIL.sub("", text[end:].rstrip())
        between = self._auxiliaries.search(clause)
        if between is None:
            return self._trim(clause)
        # Who is addressed does not speak.
        is_spoken_of = between["passive"] and verb != "quoted" and not verb.endswith("ing")
        return None if is_spoken_of else self._trim(clause[: between.start()])

    def _read_after(self, text: str, start: int, end: int) -> str | None:
        """The name after a verb that follows a quotation or a comma: "..., said Colonel Smith"."""
        if text[:start].rstrip()[-1:] not in {",", '"'}:
            return None
        named = NAMED_AFTER.match(text, end)
        return self._trim(TAIL.sub("", self._boundary.split(named[1])[0])) if named else None

    def _trim(self, written: str) -> str | None:
        """A speaker without articles; null for a pronoun and for what is too long to be a name."""
        written = DETERMINERS.sub("", written.strip(" .'")).strip(" .'")
        return written if 1 < len(written) <= MAX_LENGTH and written.lower() not in self._pronouns else None


def _join_words(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
