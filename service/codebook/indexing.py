"""The codebook's trigger words by every form that a text may have them in."""

from collections.abc import Sequence

from service.codebook.inflection import inflect_verb
from service.codebook.model import Trigger, TriggerRow


def index_verbs(rows: Sequence[TriggerRow]) -> dict[str, tuple[Trigger, ...]]:
    """Every inflected form of every verb, with its triggers."""
    found: dict[str, list[Trigger]] = {}
    for row in rows:
        for word in row.words:
            phrase, *irregular = word.split("|")
            lemma, trigger = parse_trigger(phrase, row)
            for form in inflect_verb(lemma, irregular):
                found.setdefault(form, []).append(trigger)
    return {form: tuple(triggers) for form, triggers in found.items()}


def index_nouns(rows: Sequence[TriggerRow]) -> dict[str, tuple[Trigger, ...]]:
    """Every noun, singular and plural, with its triggers."""
    found: dict[str, list[Trigger]] = {}
    for row in rows:
        for word in row.words:
            for form in (word, f"{word}s", f"{word}es"):
                found.setdefault(form, []).append(Trigger(word=word, type=row.type, frame=row.frame, weak=row.weak))
    return {form: tuple(triggers) for form, triggers in found.items()}


def parse_trigger(phrase: str, row: TriggerRow) -> tuple[str, Trigger]:
    """A lemma and its trigger from text such as `pull out` or `lower + flag`."""
    head, _, wanted = (part.strip() for part in phrase.partition("+"))
    lemma, _, particle = head.partition(" ")
    return lemma, Trigger(
        word=phrase,
        type=row.type,
        frame=row.frame,
        weak=row.weak,
        particle=particle or None,
        object=wanted or None,
    )
