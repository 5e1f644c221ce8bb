"""The encoder as files of weights, run by onnxruntime: one thread, one window at a time, so that no score depends on
what else is scored."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from tokenizers import Tokenizer

from service.errors import ModelError
from service.extraction.encoder.labels import RELATIONS, STATUSES, Labels
from service.extraction.encoder.protocol import Scores, SpecialTokens, Tokens, TokenSpan, TokenWindow
from service.extraction.encoder.triage import build_alone
from service.extraction.encoder.windows import KINDS

CARD = "model.json"
RESTORE = "restore the folder as it was released"
# Scores are rounded before they are compared, so that no threshold hangs on a processor's last bit.
DECIMALS = 4


class ModelCard(BaseModel):
    """`model.json`: what the weights are, and the labels that they were trained with. `files` has each file's SHA-256;
    the first is the graph, and `tokenizer` names the file of the vocabulary. `triage` is the graph that looks at a
    sentence alone, null where there is none and all are asked about. `steps` is how long they were trained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str
    licence: str
    trained_on: str
    steps: int
    graph: str
    tokenizer: str
    files: dict[str, str]
    families: tuple[str, ...]
    types: tuple[str, ...]
    statuses: tuple[str, ...]
    relations: tuple[str, ...]
    kinds: tuple[str, ...]
    triage: str | None = None

    @model_validator(mode="after")
    def _check_listed(self) -> "ModelCard":
        """What is loaded has a digest to check it by."""
        needed = (self.graph, self.tokenizer, *([self.triage] if self.triage is not None else []))
        unlisted = [name for name in needed if name not in self.files]
        if unlisted:
            raise ValueError(f"files does not list {' and '.join(unlisted)}")
        return self


class OnnxEncoder:
    """Holds the weights; safe to use from several threads. Loading takes about a second."""

    def __init__(self, folder: Path, labels: Labels) -> None:
        """Reads and checks the files of a folder; raises ModelError for one that is absent, changed or of other
        labels."""
        card = read_card(folder)
        _check_labels(folder, card, labels)
        _check_files(folder, card)
        self._session = _open_session(folder / card.graph)
        self._triage = None if card.triage is None else _open_session(folder / card.triage)
        self._tokenizer = read_tokenizer(folder / card.tokenizer)
        self.special = read_special_tokens(self._tokenizer)

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Tokens(tuple(one.ids), tuple(one.offsets)) for one in found]

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window, apart from all others."""
        return [self._score(window) for window in windows]

    def triage(self, sentence: Tokens) -> float:
        """How probable it is that a sentence tells of any event; 1 for each where there is no triage."""
        if self._triage is None:
            return 1.0
        [chances] = self._triage.run(None, {"ids": np.array([build_alone(sentence, self.special)], dtype=np.int64)})
        return round(float(chances[0]), DECIMALS)

    def _score(self, window: TokenWindow) -> Scores:
        inputs = {
            "ids": np.array([window.ids], dtype=np.int64),
            "marks": np.array([window.marks], dtype=np.int64),
            "candidates": _list_spans(window.candidates),
            "arguments": _list_spans(window.arguments),
        }
        outcomes, types, relations = self._session.run(["outcomes", "types", "relations"], inputs)
        # Single precision has no 0.35, so what is rounded in it may be below a threshold that it is equal to.
        return Scores(*(np.round(s.astype(np.float64), DECIMALS).tolist() for s in (outcomes, types, relations)))


def _open_session(graph: Path) -> onnxruntime.InferenceSession:
    """A graph that is run by one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def read_card(folder: Path) -> ModelCard:
    """The card of a folder of weights; raises ModelError."""
    path = folder / CARD
    try:
        return ModelCard.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}; {RESTORE}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise ModelError(f"{path}: {where}: {first['msg']}; {RESTORE}") from error


def read_tokenizer(path: Path) -> Tokenizer:
    """A vocabulary that cuts whole texts. What an article writes as "</s>" or "[SEP]" is cut like any other text, since
    only windows may say where sentences begin and end."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


def read_special_tokens(tokenizer: Tokenizer) -> SpecialTokens:
    """The tokens that windows are built with, as a vocabulary names them."""
    first = _find_token(tokenizer, "<s>", "[CLS]")
    end = _find_token(tokenizer, "</s>", "[SEP]")
    return SpecialTokens(first, end, tuple(tokenizer.encode(">>", add_special_tokens=False).ids))


def _find_token(tokenizer: Tokenizer, *names: str) -> int:
    found = (number for name in names if (number := tokenizer.token_to_id(name)) is not None)
    number = next(found, None)
    if number is None:
        raise ModelError(
            f"the encoder's vocabulary has none of {', '.join(names)}; take the one that it was trained with"
        )
    return number


def _list_spans(spans: Sequence[TokenSpan]) -> NDArray[np.int64]:
    """Shape (spans, 3): first token, last token, kind."""
    return np.array([(span.first, span.last, span.kind) for span in spans], dtype=np.int64).reshape(-1, 3)


def _check_labels(folder: Path, card: ModelCard, labels: Labels) -> None:
    expected = {
        "families": labels.families,
        "types": labels.types,
        "statuses": tuple(status.value for status in STATUSES),
        "relations": RELATIONS,
        "kinds": KINDS,
    }
    for name, known in expected.items():
        trained: tuple[str, ...] = getattr(card, name)
        if trained != known:
            raise ModelError(
                f"{folder / CARD}: the encoder was trained with the {name} {', '.join(trained)}, but the codebook has "
                f"{', '.join(known)}; take the codebook that it was released with, or train it again"
            )


def _check_files(folder: Path, card: ModelCard) -> None:
    for name, expected in card.files.items():
        try:
            found = compute_digest(folder / name)
        except OSError as error:
            raise ModelError(f"{folder / name}: cannot be read: {error.strerror}; {RESTORE}") from error
        if found != expected:
            raise ModelError(f"{folder / name}: SHA-256 is {found}, {CARD} says {expected}; {RESTORE}")


def compute_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
