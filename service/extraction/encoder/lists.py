"""Lists side by side: "left Kidal and Tessalit in October and November" dates each base by its place in the list."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.decoding import DATE_THRESHOLD, Detection, Linked
from service.extraction.encoder.windows import ArgumentCandidate

# What stands between the members of a list.
BETWEEN = frozenset({",", "and", ", and", "&", "then", "and then"})
# What may stand before a member's name.
PREPOSITIONS = ("at ", "in ", "on ", "the ")
# A detection with its place among those of its window.
_Placed = tuple[int, Detection]


def pair_lists(detections: Sequence[Detection]) -> list[Detection]:
    """The detections of a window, with dates by their order where bases and dates of its sentence are such lists."""
    paired = {place: new for group in _find_groups(detections) for place, new in _pair(group)}
    return [paired.get(place, detection) for place, detection in enumerate(detections)]


def _find_groups(detections: Sequence[Detection]) -> list[list[_Placed]]:
    """Events of one kind at several bases that the sentence itself names, in its order."""
    own = [placed for placed in enumerate(detections) if _is_at_named_base(placed[1])]
    own.sort(key=lambda placed: _rank(placed[1]))
    return [list(group) for _, group in groupby(own, key=lambda placed: _rank(placed[1])[:2])]


def _is_at_named_base(detection: Detection) -> bool:
    candidate = detection.judgement.candidate
    return candidate.here and candidate.base is not None


def _rank(detection: Detection) -> tuple[str, str, int]:
    judgement = detection.judgement
    return judgement.family, judgement.status.value, judgement.candidate.mention.start


def _pair(group: Sequence[_Placed]) -> list[_Placed]:
    first = group[0][1]
    text = first.window.asked.sentence.text
    mentions = [one.judgement.candidate.mention for _, one in group]
    bases = [(mention.start, mention.end) for mention in mentions]
    if len(group) < 2 or not _is_list(text, bases):
        return []
    for dates in _find_date_lists(text, first):
        spans = [(one.item.start, one.item.end) for one in dates]
        if len(dates) == len(group) and (spans[0][0] > bases[-1][1] or spans[-1][1] < bases[0][0]):
            return [(place, _date(old, date)) for (place, old), date in zip(group, dates, strict=True)]
    return []


def _find_date_lists(text: str, detection: Detection) -> list[list[ArgumentCandidate]]:
    """The date phrases of the sentence, as lists."""
    found: list[list[ArgumentCandidate]] = []
    own = [one for one in detection.window.arguments if one.here and isinstance(one.item, DatePhrase)]
    for argument in sorted(own, key=lambda one: one.item.start):
        if found and _is_list(text, [(one.item.start, one.item.end) for one in (found[-1][-1], argument)]):
            found[-1].append(argument)
        else:
            found.append([argument])
    return found


def _date(detection: Detection, date: ArgumentCandidate) -> Detection:
    """The detection with one date, as probable as the most probable of those that it had."""
    probability = max((one.probability for one in detection.dates), default=DATE_THRESHOLD)
    return replace(detection, dates=(Linked(date, probability),))


def _is_list(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    return all(_is_joint(text[first[1] : second[0]]) for first, second in pairwise(spans))


def _is_joint(between: str) -> bool:
    between = between.lower().lstrip()
    for preposition in PREPOSITIONS:
        between = between.removesuffix(preposition)
    return between.strip() in BETWEEN
