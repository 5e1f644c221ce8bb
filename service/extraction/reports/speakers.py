"""Attribution: the speaker of a sentence, as the sentence names them."""

import re

from service.codebook.model import Words
from service.domain.places import Source
from service.extraction.text.names import NameIndex, split_words

MAX_LENGTH = 90
PRONOUNS = frozenset({"he", "she", "they", "it", "who", "i", "we", "that", "which", "this", "you", "there", "as"})
DETERMINERS = re.compile(r"^(?:and |but |while |as )?(?:(?:the|a|an|his|her|its|their|one)(?: |$))?", re.IGNORECASE)
# What stands between a speaker and the verb: "the government has also". Who is addressed does not speak.
AUXILIARIES = re.compile(
    r"(?:\s+(?:has|have|had|will|would|also|later|then|earlier|already|further|(?P<passive>is|are|was|were|be|been)))+$",
    re.IGNORECASE,
)
# What a clause ends with, so that a speaker's name does not reach across it.
BOUNDARY = re.compile(r"[,;:\"()]|\s[-\u2013\u2014]\s|\b(?:that|and|but|when|while|after|before|where|because)\b")
ACCORDING = re.compile(r"\b(?:according to|in the words of) ([^,;:\"()]{2,90})", re.IGNORECASE)
# What follows the speaker in "according to the ministry in a statement on Monday".
TAIL = re.compile(r"\s+(?:in an?|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|at an?|late|early)\b.*$", re.IGNORECASE)
NAMED_AFTER = re.compile(r"\s+((?:the |an? )?(?:[A-Z][\w.'-]*|of|for|spokes\w+|commander|minister)(?: [\w.'-]+){0,7})")
ADDRESSING = ("told", "via", "quoted by", "cited by", "interview with", "spoke to")
OUTLET_DISTANCE = 60


class SpeakerReader:
    """Finds speakers by the verbs of speech of the codebook. Built once."""

    def __init__(self, words: Words, sources: tuple[Source, ...]) -> None:
        verbs = "|".join(sorted(map(re.escape, words.speech_verbs), key=len, reverse=True))
        self._speech = re.compile(rf"\b(?:{verbs})\b", re.IGNORECASE)
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
            return _trim(TAIL.sub("", according[1]))
        for verb in self._speech.finditer(text):
            before = _read_before(text[: verb.start()], verb[0].lower())
            if speaker := before or _read_after(text, verb.start(), verb.end()):
                return speaker
        return None

    def _find_outlet(self, text: str, speaker: str) -> str | None:
        words = split_words(text)
        for match in self._sources.find(words):
            start = words[match.first].start
            before = text[max(0, start - OUTLET_DISTANCE) : start].lower()
            if any(word in before for word in ADDRESSING) and match.value.casefold() not in speaker.casefold():
                return match.value
        return None


def _read_before(text: str, verb: str) -> str | None:
    """The words between the last boundary of a clause and a verb of speech, if they are its speaker."""
    end = max((match.end() for match in BOUNDARY.finditer(text)), default=0)
    clause = TAIL.sub("", text[end:].rstrip())
    between = AUXILIARIES.search(clause)
    if between is None:
        return _trim(clause)
    is_spoken_of = between["passive"] and verb != "quoted" and not verb.endswith("ing")
    return None if is_spoken_of else _trim(clause[: between.start()])


def _read_after(text: str, start: int, end: int) -> str | None:
    """The name after a verb that follows a quotation or a comma: "..., said Colonel Smith"."""
    if text[:start].rstrip()[-1:] not in {",", '"'}:
        return None
    named = NAMED_AFTER.match(text, end)
    return _trim(TAIL.sub("", BOUNDARY.split(named[1])[0])) if named else None


def _trim(written: str) -> str | None:
    """A speaker without articles; null for a pronoun and for what is too long to be a name."""
    written = DETERMINERS.sub("", written.strip(" .'")).strip(" .'")
    return written if 1 < len(written) <= MAX_LENGTH and written.lower() not in PRONOUNS else None
