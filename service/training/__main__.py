"""`python -m service.training`: from published weights to the files that the extraction reads."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from service.errors import BasewatchError
from service.training.weights import read_bases

STEPS = ("train", "measure", "export", "triage")
DEFAULT_LAYERS_FIXED = 4


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser("python -m service.training", description=__doc__, allow_abbrev=False)
    add = parser.add_argument
    add("step", nargs="?", choices=STEPS, help="one step alone; all of them, if none is named")
    add("--base", choices=sorted(read_bases()), default="mpnet", help="the published weights to begin with")
    add("--epochs", type=float, default=2.9, help="how often to go through the articles (2.9)")
    add("--rate", type=float, default=5e-5, help="the encoder's rate of learning (5e-5)")
    add("--layers", type=int, help="keep only so many of the encoder's layers")
    add("--freeze", type=int, default=DEFAULT_LAYERS_FIXED, help="leave so many of the lower layers as they are (4)")
    add("--share", type=_parse_share, default=1.0, help="learn from this share of the articles, 0 to 1 (1)")
    add("--focus", type=_parse_sets, default=(), metavar="SETS", help="learn most from these sets, with commas between")
    add("--teacher", type=Path, metavar="FOLDER", help="learn from what the weights in this folder say, too")
    add(
        "--start",
        type=Path,
        metavar="PATH",
        help="begin with the weights of this state, or of the files in this folder, and a new schedule",
    )
    add(
        "--mix",
        type=_parse_share,
        default=1.0,
        metavar="SHARE",
        help="export weights of which this share is the state's, and the rest those of --start (1)",
    )
    add("--fresh", action="store_true", help="begin anew, whatever state there is")
    add("--from-checkpoint", type=Path, metavar="FILE", help="take the state in this file, and do not train")
    add("--evaluation", type=Path, default=Path("tests/evaluation"), help="the folder with gold and articles")
    add("--seeds", type=Path, default=Path("seeds"), help="the folder with bases.csv, actors.csv and the digests")
    add("--cache", type=Path, default=Path("var/training"), help="for the published weights and the training's state")
    add("--output", type=Path, default=Path("service/model"), help="where the files go that the extraction reads")
    return parser


def _parse_share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 1")
    return share


def _parse_sets(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0, or 1 with a message."""
    options = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        from service.training.running import Run  # noqa: PLC0415 - whoever asks for help need not have PyTorch

        Run(options).run([options.step] if options.step else STEPS)
    except ModuleNotFoundError as error:
        logging.error("%s is not installed: training needs requirements/train.txt", error.name)
        return 1
    except BasewatchError as error:
        logging.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
