"""The constructed set: how well reports of one event come together, and those of different events stay apart."""

from collections import Counter
from random import Random

from service.codebook import read_codebook
from service.merging import merge_reports
from tests.unit.merging.told import LabelledReport, read_labelled_reports, score_pairs

LABELLED = read_labelled_reports()
TYPES = read_codebook().event_types
AT_LEAST = 0.98


def test_told_events_are_many_and_told_often() -> None:
    counts = Counter(item.label for item in LABELLED)
    assert len(counts) >= 60
    assert len(LABELLED) >= 200
    assert max(counts.values()) >= 8
    assert sum(count == 1 for count in counts.values()) >= 10


def test_merge_reports_of_told_events_finds_those_that_tell_the_same() -> None:
    score = score_pairs(LABELLED, merge_reports([item.filed for item in LABELLED], TYPES))
    assert score.precision >= AT_LEAST, score
    assert score.recall >= AT_LEAST, score


def test_merge_reports_of_told_events_loaded_in_any_order_is_the_same() -> None:
    wanted = merge_reports([item.filed for item in LABELLED], TYPES)
    for seed in range(3):
        shuffled = [item.filed for item in LABELLED]
        Random(seed).shuffle(shuffled)  # noqa: S311 - any order will do; the seed makes a failure repeatable
        assert merge_reports(shuffled, TYPES) == wanted


def test_merge_reports_of_told_events_counts_wire_copies_once() -> None:
    filed = {item.filed.key: item.filed for item in LABELLED}
    copied = 0
    for event in merge_reports(filed.values(), TYPES):
        articles = {filed[key].article: filed[key].signature for key in event.reports}
        if len(set(articles.values())) < len(articles):
            copied += 1
            assert event.independent_source_count < len(articles), event.id
    assert copied >= 10


def test_score_pairs_of_events_that_mix_and_split_counts_both() -> None:
    some = LABELLED[:40]
    events = merge_reports([item.filed for item in some], TYPES)
    alike = [LabelledReport("one", item.filed) for item in some]
    apart = [LabelledReport(item.filed.key, item.filed) for item in some]
    pairs = len(some) * (len(some) - 1) // 2
    merged = score_pairs(alike, events).right
    assert score_pairs(alike, events).split == pairs - merged
    assert score_pairs(apart, events).mixed == merged
    assert merged > 0
