"""Lists side by side: "left Kidal and Tessalit in October and November" dates each base by its place in the list."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.decoding import DATE_THRESHOLD, Detection, Linked
from service.extraction.encoder.windows import ArgumentCandidate
from service.extraction.mentions.mention import Mention

# What stands between the members of a list.
BETWEEN = frozenset({",", "and", ", and", "&", "then", "and then"})
# A date is none of a list's if it is so much less probable than the most probable one.
MIN_RELATIVE_PROBABILITY = 0.3
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
    runs = _find_runs(text, group)
    if len(runs) > 1:
        return _pair_runs(runs)
    for dates in _find_date_lists(text, first):
        spans = [(one.item.start, one.item.end) for one in dates]
        bases = [(mention.start, mention.end) for mention in map(_get_mention, group)]
        if 1 < len(dates) == len(group) and (spans[0][0] > bases[-1][1] or spans[-1][1] < bases[0][0]):
            return [(place, _date(old, date)) for (place, old), date in zip(group, dates, strict=True)]
    return []


def _find_runs(text: str, group: Sequence[_Placed]) -> list[list[_Placed]]:
    """The bases of a sentence, those together between which nothing stands but a comma or the like."""
    runs: list[list[_Placed]] = []
    for placed in group:
        if runs and _is_joint(text[_get_mention(runs[-1][-1]).end : _get_mention(placed).start]):
            runs[-1].append(placed)
        else:
            runs.append([placed])
    return runs


def _pair_runs(runs: Sequence[Sequence[_Placed]]) -> list[_Placed]:
    """ "Left Ber in May, Kidal and Tessalit in June and Gao in July": the first date is that of the first bases, and so
    on, where there are as many of one as of the other. Which date is whose of several that may all be meant, their
    order says more surely than the scores."""
    dates = _find_possible_dates([detection for run in runs for _, detection in run])
    if len(dates) != len(runs):
        return []
    return [(place, _date(old, date)) for run, date in zip(runs, dates, strict=True) for place, old in run]


def _find_possible_dates(detections: Sequence[Detection]) -> list[ArgumentCandidate]:
    """The dates of a sentence that are not far less probable than the most probable one, in the order of the text."""
    best: dict[int, Linked] = {}
    for linked in (linked for detection in detections for linked in detection.near_dates):
        start = linked.argument.item.start
        if start not in best or linked.probability > best[start].probability:
            best[start] = linked
    least = MIN_RELATIVE_PROBABILITY * max((linked.probability for linked in best.values()), default=0.0)
    return [best[start].argument for start in sorted(best) if best[start].probability >= least]


def _get_mention(placed: _Placed) -> Mention:
    return placed[1].judgement.candidate.mention


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
