"""`make evaluate`: what each set reaches, all of them, and those that nothing is learnt from; how often reports of a
confidence are true; and with --verbose what was found wrongly or not at all."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

from service.domain.events.reports import Report
from service.training.examples.studies import KEPT_APART
from tests.evaluation.calibration import compute_calibration, format_calibration
from tests.evaluation.gold import GoldReport
from tests.evaluation.scoring import Comparison, Match, Score, get_date, get_figures, get_roles
from tests.evaluation.sets import Evaluation, Evaluator, find_sets

SHARES = {"precision": "P", "recall": "R", "f1": "F1"}


def format_score(name: str, score: Score) -> str:
    """One line of figures."""
    measures = score.compute_measures()
    shares = " ".join(f"{label} {float(measures[key]):.3f}" for key, label in SHARES.items())
    return (
        f"{name:<14} {shares} bases {float(score.bases.compute_f1()):.3f}"
        f" | true {score.true} false {score.false} missed {score.missed}"
        f" | dates {score.dates_right}/{score.dates_expected} invented {score.dates_invented}"
        f" | roles {score.roles} | figures {score.figures}"
        f" | false in {score.silent} silent articles: {score.false_in_silent}"
    )


def format_totals(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    """The figures of all sets together and of those that are kept apart, and how well calibrated each of the two is."""
    apart = [item for item in evaluations if item.name in KEPT_APART]
    totals = {"all": evaluations, "kept apart": apart} if apart else {"all": evaluations}
    for name, chosen in totals.items():
        yield format_score(name, sum((item.compute_score() for item in chosen), Score()))
    for name, chosen in totals.items():
        yield ""
        yield f"{name}: how many reports of a confidence are true"
        yield from format_calibration(compute_calibration(pair for item in chosen for pair in item.list_judged()))


def format_evaluation(evaluation: Evaluation) -> Iterator[str]:
    """What differs in each article, with the sentences."""
    for file, comparison in evaluation.comparisons:
        lines = list(_format_comparison(comparison))
        if lines:
            yield f"== {file}"
            yield from lines


def _format_comparison(comparison: Comparison) -> Iterator[str]:
    for report in comparison.false:
        yield f"  FALSE   {_format_report(report)}"
        yield from (f"          {_flatten(quote.text)}" for quote in report.quotes)
    for row in comparison.missed:
        yield f"  MISSED  {_format_gold(row)}"
        yield f"          {_flatten(row.sentence)}"
    for match in comparison.matches:
        yield from _format_match(match)


def _format_match(match: Match) -> Iterator[str]:
    given, told = match.report, match.gold
    differences = [
        ("date", get_date(given) or "none", told.date or "none"),
        ("roles", _format_pairs(get_roles(given)), _format_pairs(told.roles)),
        ("figures", _format_pairs(get_figures(given)), _format_pairs(told.figures)),
    ]
    for field, found, expected in differences:
        if found != expected:
            yield f"  differs {_format_gold(told)}: {field} {found}, told {expected}"


def _format_pairs(pairs: Iterable[tuple[str, object]]) -> str:
    return ", ".join(sorted(f"{name} {value}" for name, value in pairs)) or "none"


def _format_report(report: Report) -> str:
    base = report.base.slug if report.base else report.country
    return f"{report.type} {report.status} {base} {get_date(report)}"


def _format_gold(row: GoldReport) -> str:
    return f"{row.type} {row.status} {row.base} {row.date}"


def _flatten(text: str) -> str:
    return " ".join(text.split())


def parse_arguments(arguments: Sequence[str], names: Sequence[str]) -> argparse.Namespace:
    """Which sets, and how much of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.report", description=__doc__)
    parser.add_argument("--set", action="append", choices=names, help="only this set; may be given again")
    parser.add_argument(
        "--verbose", action="store_true", help="list what was found wrongly, missed or told differently"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> None:
    """Print the figures of the sets that are asked for, one by one and together."""
    sets = {item.name: item for item in find_sets()}
    options = parse_arguments(arguments, list(sets))
    evaluator = Evaluator()
    evaluations = []
    for item in (sets[name] for name in dict.fromkeys(options.set or sets)):
        evaluation = evaluator.evaluate(item)
        evaluations.append(evaluation)
        if options.verbose:
            sys.stdout.writelines(f"{line}\n" for line in format_evaluation(evaluation))
        sys.stdout.write(f"{format_score(item.name, evaluation.compute_score())}\n")
    sys.stdout.writelines(f"{line}\n" for line in format_totals(evaluations))


if __name__ == "__main__":
    main(sys.argv[1:])
