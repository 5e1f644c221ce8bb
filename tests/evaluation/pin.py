"""`make pin`: raise the floors to what is reached now. No floor is ever lowered."""

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.evaluation.floors import FLOORS, Measures, find_falls, read_floors, round_down, write_floors
from tests.evaluation.sets import ORIGINALS, Evaluator, find_gated_sets, find_originals


def pin(measured: Mapping[str, Measures], path: Path = FLOORS) -> list[str]:
    """Write floors for the sets measured; those of other sets stay. Where one would go down, nothing is written,
    and there is a line for each of them."""
    old = read_floors(path)
    falls = [line for name, measures in measured.items() for line in find_falls(name, old.get(name, {}), measures)]
    if not falls:
        new = {name: {key: round_down(value) for key, value in item.items()} for name, item in measured.items()}
        write_floors(path, dict(sorted({**old, **new}.items())))
    return falls


def measure_sets() -> dict[str, Measures]:
    """What every set with floors reaches that can be measured here."""
    evaluator = Evaluator()
    gated = [*find_gated_sets(), *(find_originals() if ORIGINALS.is_dir() else [])]
    return {item.name: evaluator.evaluate(item).compute_score().compute_measures() for item in gated}


def report_pinning(measured: Mapping[str, Measures], path: Path = FLOORS) -> int:
    """Pin and say so; 1 where it was refused."""
    falls = pin(measured, path)
    if falls:
        sys.stderr.write("\n".join([*falls, "No floor was changed: floors do not go down.", ""]))
        return 1
    sys.stdout.write(f"Floors of {', '.join(sorted(measured))} are in {path.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(report_pinning(measure_sets()))
