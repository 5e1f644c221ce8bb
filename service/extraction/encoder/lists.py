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


def pair_lists(detections: Sequence[Detection]) -> list[Detection]:
    """The detections of a window, with dates by their order where bases and dates of its sentence are such lists."""
    paired = {id(old): new for group in _find_groups(detections) for old, new in _pair(group)}
    return [paired.get(id(detection), detection) for detection in detections]


def _find_groups(detections: Sequence[Detection]) -> list[list[Detection]]:
    """Events of one kind at several bases that the sentence itself names, in its order."""
    own = [one for one in detections if one.judgement.candidate.here and one.judgement.candidate.base is not None]
    own.sort(key=_rank)
    return [list(group) for _, group in groupby(own, key=lambda one: _rank(one)[:2])]


def _rank(detection: Detection) -> tuple[str, str, int]:
    judgement = detection.judgement
    return judgement.family, judgement.status.value, judgement.candidate.mention.start


def _pair(group: Sequence[Detection]) -> list[tuple[Detection, Detection]]:
    text = group[0].window.asked.sentence.text
    bases = [(one.judgement.candidate.mention.start, one.judgement.candidate.mention.end) for one in group]
    if len(group) < 2 or not _is_list(text, bases):
        return []
    for dates in _find_date_lists(text, group[0]):
        spans = [(one.item.start, one.item.end) for one in dates]
        if len(dates) == len(group) and (spans[0][0] > bases[-1][1] or spans[-1][1] < bases[0][0]):
            return [(old, _date(old, date)) for old, date in zip(group, dates, strict=True)]
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
