"""Matching the codebook's word classes, phrases of one to four words, at a place in a sentence."""

from collections.abc import Iterable

from service.extraction.text.names import Word, split_words

MAX_PHRASE_WORDS = 4


class PhraseSet:
    """Phrases, lower case, found by the words they are made of."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = {tuple(word.key for word in split_words(phrase)) for phrase in phrases}
        self._first_words = {phrase[0] for phrase in self._phrases if phrase}
        self._last_words = {phrase[-1] for phrase in self._phrases if phrase}

    def length_at(self, words: list[Word], first: int) -> int:
        """How many words the longest phrase that begins at word `first` has; 0 for none."""
        if words[first].key not in self._first_words:
            return 0
        keys = tuple(word.key for word in words[first : first + MAX_PHRASE_WORDS])
        return next((size for size in range(len(keys), 0, -1) if keys[:size] in self._phrases), 0)

    def length_before(self, words: list[Word], last: int) -> int:
        """How many words the longest phrase that ends before word `last` has; 0 for none."""
        if last == 0 or words[last - 1].key not in self._last_words:
            return 0
        keys = tuple(word.key for word in words[max(0, last - MAX_PHRASE_WORDS) : last])
        return next((size for size in range(len(keys), 0, -1) if keys[-size:] in self._phrases), 0)


def is_joined(text: str, words: list[Word], first: int) -> bool:
    """Whether only space, a hyphen or a possessive ending stands between words `first` and `first + 1`."""
    if first + 1 >= len(words):
        return False
    return text[words[first].end : words[first + 1].start].strip() in {"", "-", "'s", "'"}


def is_spaced(text: str, words: list[Word], first: int) -> bool:
    """Whether only space or a hyphen stands between words `first` and `first + 1`."""
    if first + 1 >= len(words):
        return False
    return text[words[first].end : words[first + 1].start].strip() in {"", "-"}


def is_capitalised(word: Word) -> bool:
    """Whether a word may be part of a name: it begins with a capital or has a digit."""
    return word.text[0].isupper() or any(char.isdigit() for char in word.text)
