"""Names that open a sentence, where a capital proves nothing: recognised by the same name elsewhere in the article."""

from collections.abc import Iterable, Sequence

from service.extraction.mentions.mention import NAME_KINDS, Kind, Mention
from service.extraction.text.layout import Sentence
from service.extraction.text.names import name_key, split_words

Spotted = tuple[Sentence, tuple[Mention, ...]]
# A shorter first word is more often an ordinary one.
MIN_LENGTH = 3


def add_opening_names(sentences: Sequence[Spotted]) -> list[Spotted]:
    """The sentences with a name added where the first word is one that another sentence has in its midst."""
    names = frozenset(_list_names(sentences))
    return [(sentence, _add_opening(sentence.text, mentions, names)) for sentence, mentions in sentences]


def _list_names(sentences: Iterable[Spotted]) -> Iterable[str]:
    for sentence, mentions in sentences:
        for mention in mentions:
            written = sentence.text[mention.start : mention.end]
            if mention.start and mention.kind in NAME_KINDS and " " not in written:
                yield name_key(written)


def _add_opening(text: str, mentions: tuple[Mention, ...], names: frozenset[str]) -> tuple[Mention, ...]:
    first = next(iter(split_words(text)), None)
    if first is None or len(first.text) < MIN_LENGTH or first.key not in names or not first.text[0].isupper():
        return mentions
    if any(mention.start < first.end and first.start < mention.end for mention in mentions):
        return mentions
    return (Mention(first.start, first.end, Kind.NAME), *mentions)
