"""The regular forms of English verbs. Forms that no text uses do no harm: they never match."""

from collections.abc import Iterable

VOWELS = "aeiou"


def inflect_verb(lemma: str, irregular: Iterable[str] = ()) -> frozenset[str]:
    """All forms of a verb: base, third person, past, participles; irregular ones as given."""
    if lemma == "be":
        return frozenset({"be", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re"})
    past = set(irregular) or set(_regular_past(lemma))
    return frozenset({lemma, *past, *_third_person(lemma), *_participle(lemma)})


def _third_person(lemma: str) -> Iterable[str]:
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return (f"{lemma}es",)
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        return (f"{lemma[:-1]}ies",)
    return (f"{lemma}s",)


def _regular_past(lemma: str) -> Iterable[str]:
    if lemma.endswith("e"):
        return (f"{lemma}d",)
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        return (f"{lemma[:-1]}ied",)
    return (f"{lemma}ed", f"{lemma}{lemma[-1]}ed")


def _participle(lemma: str) -> Iterable[str]:
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    return (f"{stem}ing", f"{lemma}{lemma[-1]}ing")
