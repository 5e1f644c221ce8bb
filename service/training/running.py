"""The steps of the command, one after the other."""

import logging
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from tqdm import tqdm

from service.codebook import read_codebook
from service.errors import ModelError
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.protocol import Scores
from service.extraction.encoder.runtime import OnnxEncoder, read_card, read_tokenizer
from service.training.corpus import read_corpus
from service.training.examples.distillation import EncoderTeacher, map_tokens
from service.training.examples.studies import Corpus, Study
from service.training.examples.windows import EpochBuilder, Example, ExampleBuilder
from service.training.measuring import Measurer, render_measurements
from service.training.network.checkpoints import Checkpoint, State, mix_weights, read_checkpoint
from service.training.network.encoder import load_encoder
from service.training.network.loop import Settings, Trainer
from service.training.network.net import EventNet
from service.training.network.scoring import NetEncoder
from service.training.network.tokens import TOKENIZER, TokenCutter
from service.training.release.calibration import (
    Calibration,
    collect_outcomes,
    compute_probabilities,
    fit_calibration,
    render_reliability,
    tabulate_reliability,
)
from service.training.release.card import Origin, write_card
from service.training.release.export import export_graph
from service.training.release.quantisation import quantise_graph, split_outliers
from service.training.release.restoring import restore_weights
from service.training.triage.running import make_triage
from service.training.weights import PublishedWeights, fetch_weights, read_bases

GRAPH = "encoder.onnx"
# Outlier channels are the same in all texts, so that few windows show them.
OUTLIER_WINDOWS = 200

log = logging.getLogger(__name__)


class Run:
    """One run of the command. What several steps need is made once, and only if one needs it."""

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._codebook = read_codebook()
        self._labels = build_labels(self._codebook.event_types)
        self._state = options.from_checkpoint or options.cache / f"{options.base}.pt"

    def run(self, steps: Sequence[str]) -> None:
        """Does the steps that are named."""
        if "train" in steps and self._options.from_checkpoint is None:
            self._train()
        if "measure" in steps:
            self._measure()
        if "export" in steps:
            self._export()
        if "triage" in steps:
            make_triage(self._options, self._codebook)

    @cached_property
    def _base(self) -> PublishedWeights:
        return read_bases()[self._options.base]

    @cached_property
    def _folder(self) -> Path:
        return fetch_weights(self._base, self._options.cache)

    @cached_property
    def _net(self) -> EventNet:
        encoder = load_encoder(self._folder, self._options.layers)
        return EventNet(encoder, self._labels, min(self._options.freeze, len(encoder.layers) - 1))

    @cached_property
    def _builder(self) -> ExampleBuilder:
        return ExampleBuilder(self._encoder, self._labels)

    @cached_property
    def _encoder(self) -> NetEncoder:
        return NetEncoder(self._net, TokenCutter(self._folder))

    @cached_property
    def _corpus(self) -> Corpus:
        return read_corpus(self._options, self._codebook, self._encoder)

    def _train(self) -> None:
        if self._options.fresh:
            self._state.unlink(missing_ok=True)
        studies, focus = self._corpus.training, self._options.focus
        if unknown := sorted({*focus} - {study.set_name for study in studies}):
            raise ModelError(f"--focus: there is no set {unknown[0]} to learn from")
        epochs = EpochBuilder(self._builder, self._labels, studies, focus)
        before = self._begin_with(self._options.start) if self._options.start else 0
        settings = Settings(self._options.epochs, self._options.rate, steps_before=before)
        Trainer(self._net, epochs, settings, self._state, self._find_teacher()).train()

    def _begin_with(self, path: Path) -> int:
        """Gives the net the weights of a state or of released files; how many steps these have had."""
        kept = self._read_start(path)
        self._fill(kept.state, path)
        return kept.before + kept.done

    def _read_start(self, path: Path) -> Checkpoint:
        if not path.is_dir():
            return read_checkpoint(path, self._labels)
        card = read_card(path)
        return Checkpoint(restore_weights(path / card.graph), card.steps)

    def _load_mix(self) -> Checkpoint:
        """The state, whose weights the net then has, with --mix moved towards those of --start."""
        kept, start, share = self._load(self._state), self._options.start, self._options.mix
        if share < 1 and start is not None:
            self._fill(mix_weights(self._read_start(start).state, kept.state, share), start)
        return kept

    def _find_teacher(self) -> EncoderTeacher | None:
        folder: Path | None = self._options.teacher
        if folder is None:
            return None
        encoder = OnnxEncoder(folder, self._labels)
        numbers = map_tokens(read_tokenizer(self._folder / TOKENIZER), read_tokenizer(folder / TOKENIZER))
        return EncoderTeacher(encoder, numbers)

    def _load(self, path: Path) -> Checkpoint:
        if not path.exists():
            raise ModelError(f"{path}: there is no state of a training, run the step train")
        kept = read_checkpoint(path, self._labels)
        self._fill(kept.state, path)
        return kept

    def _fill(self, state: State, path: Path) -> None:
        try:
            self._net.load_state_dict(state)
        except RuntimeError as error:
            raise ModelError(f"{path}: of another net than --base and --layers say: {error}") from error

    def _score(self, examples: Sequence[Example]) -> list[Scores]:
        return self._encoder.score([example.window.tokens for example in examples])

    def _measure(self) -> None:
        self._load(self._state)
        for name, studies in (("held out", self._corpus.held_out), ("kept apart", self._corpus.apart)):
            examples = self._builder.build_all(studies)
            table = self._tabulate(studies, examples, self._score(examples))
            log.info("%d articles %s:\n\n%s\n", len(studies), name, table)

    def _tabulate(self, studies: Sequence[Study], examples: Sequence[Example], scores: Iterable[Scores]) -> str:
        return render_measurements(Measurer(self._labels).measure(studies, zip(examples, scores, strict=True)))

    def _export(self) -> None:
        kept, output = self._load_mix(), self._options.output
        examples = self._builder.build_all(self._corpus.held_out)
        logits, right = collect_outcomes([example.targets for example in examples], self._score(examples))
        calibration = fit_calibration(logits, right)
        calibrated = compute_probabilities(calibration.slope * logits + calibration.intercept)
        output.mkdir(parents=True, exist_ok=True)
        files = self._write_graph(calibration, output)
        shutil.copyfile(self._folder / TOKENIZER, output / TOKENIZER)
        figures = [
            "Of the scores of outcomes on the articles held out, before rounding and calibrated on these articles:",
            render_reliability(tabulate_reliability(calibrated, right)),
        ]
        write_card(output, files, self._labels, self._describe(kept), figures)
        figures += self._measure_files(output)
        write_card(output, files, self._labels, self._describe(kept), figures)
        log.info("%s\n\nWritten to %s: %s", "\n\n".join(figures), output, ", ".join(files))

    def _write_graph(self, calibration: Calibration, output: Path) -> list[str]:
        net = self._net.cpu().eval()
        studies = self._corpus.training
        examples = self._builder.build_all(studies[:: max(1, len(studies) // 40)])[:OUTLIER_WINDOWS]
        split = split_outliers(net, [example.window.tokens for example in examples])
        with tempfile.TemporaryDirectory() as scratch:
            whole = Path(scratch) / GRAPH
            export_graph(split, calibration, whole)
            return quantise_graph(whole, output, GRAPH)

    def _measure_files(self, output: Path) -> list[str]:
        """What the files as they will be read find in the articles kept apart."""
        encoder, studies = OnnxEncoder(output, self._labels), self._corpus.apart
        examples = self._builder.build_all(studies)
        bar = tqdm(examples, desc="measuring", unit="window")
        table = self._tabulate(studies, examples, [encoder.score([example.window.tokens])[0] for example in bar])
        sets = ", ".join(sorted({study.set_name for study in studies}))
        return [f"Of the files on the {len(studies)} articles of the sets {sets}, F1 (precision, recall):", table]

    def _describe(self, kept: Checkpoint) -> Origin:
        count = len(self._corpus.training)
        return Origin(
            base=self._base.name,
            base_publisher=self._base.publisher,
            base_digest=self._base.sha256,
            steps=kept.before + kept.done,
            trained_on=f"{count} articles of the project's seeds and evaluation, some others held out and kept apart",
            settings={
                "steps": f"{kept.before} and then {kept.done}" if kept.before else str(kept.done),
                "layers": str(len(self._net.encoder.layers)),
                "lower layers fixed": str(self._net.marked_layer),
                "rate": str(self._options.rate),
                **({"sets in focus": ", ".join(self._options.focus)} if self._options.focus else {}),
                **({"share of the last steps": str(self._options.mix)} if self._options.mix < 1 else {}),
                **({"share of the articles": str(self._options.share)} if self._options.share < 1 else {}),
                **({"taught by": read_card(self._options.teacher).base} if self._options.teacher else {}),
            },
        )
