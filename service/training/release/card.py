"""What goes with the weights: their card for the program, one for people, and the licence of the base."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.extraction.encoder.labels import RELATIONS, STATUSES, Labels
from service.extraction.encoder.runtime import CARD, ModelCard, compute_digest, read_card
from service.extraction.encoder.windows import KINDS

LICENCE = Path(__file__).with_name("LICENSE-APACHE-2.0.txt")
LICENCE_ORIGIN = "https://www.apache.org/licenses/LICENSE-2.0.txt"
TOKENIZER, DESCRIPTION = "tokenizer.json", "MODEL_CARD.md"
TRIAGE, TRIAGE_DESCRIPTION = "triage.onnx", "TRIAGE_CARD.md"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the weights come from. `base` is the pretrained encoder, `base_publisher` who published it, `base_digest`
    the SHA-256 of its weights, `trained_on` the articles in words, `steps` how many were trained in all, `settings` how
    it was trained, by name."""

    base: str
    base_publisher: str
    base_digest: str
    trained_on: str
    steps: int
    settings: Mapping[str, str]


def write_card(
    folder: Path, graph_files: Sequence[str], labels: Labels, origin: Origin, figures: Sequence[str]
) -> ModelCard:
    """Writes both cards and the licence beside the files of the graph (its own first) and the vocabulary. `figures`
    are paragraphs and tables in Markdown that say what was measured."""
    shutil.copyfile(LICENCE, folder / LICENCE.name)
    card = ModelCard(
        base=origin.base,
        licence="Apache-2.0",
        trained_on=origin.trained_on,
        steps=origin.steps,
        graph=graph_files[0],
        tokenizer=TOKENIZER,
        files={name: compute_digest(folder / name) for name in (*graph_files, TOKENIZER)},
        families=labels.families,
        types=labels.types,
        statuses=tuple(status.value for status in STATUSES),
        relations=RELATIONS,
        kinds=KINDS,
    )
    _write_model_card(folder, card)
    (folder / DESCRIPTION).write_text(describe_model(card, origin, figures), encoding="utf-8")
    return card


def describe_model(card: ModelCard, origin: Origin, figures: Sequence[str]) -> str:
    """The card for people, in Markdown."""
    settings = "\n".join(f"| {name} | {value} |" for name, value in origin.settings.items())
    files = "\n".join(f"| `{name}` | `{digest}` |" for name, digest in card.files.items())
    sections = [
        "# The encoder's weights",
        "They score, for a sentence of a news article, which events it tells of at which base or in which country, and"
        f" which dates, actors, numbers and speakers belong to them. `python -m service.training` makes them; `{CARD}`"
        " names their labels.",
        "## Base and licence",
        f"Fine-tuned from {origin.base} of {origin.base_publisher}, whose weights have the SHA-256"
        f" `{origin.base_digest}` and the licence {card.licence}. These weights are changed: trained further, given new"
        f" heads, and rounded to 8 bits; `{TOKENIZER}` is the base's own, under the same licence. The licence's text is"
        f" in `{LICENCE.name}`, taken word for word from <{LICENCE_ORIGIN}>.",
        "## Training",
        f"Trained on {card.trained_on}.",
        f"| setting | value |\n| --- | --- |\n{settings}" if settings else "",
        "## Figures",
        *(figures or ("Not measured.",)),
        "## Files",
        f"| file | SHA-256 |\n| --- | --- |\n{files}",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def add_triage(folder: Path, trained_on: str, tables: Sequence[str]) -> ModelCard:
    """Adds the graph of triage, which lies in the folder, to the card there, and describes it beside. `tables` are in
    Markdown and say what follows from its thresholds."""
    card = read_card(folder)
    digest = compute_digest(folder / TRIAGE)
    card = card.model_copy(update={"triage": TRIAGE, "files": {**card.files, TRIAGE: digest}})
    _write_model_card(folder, card)
    sections = [
        "# Triage",
        f"`{TRIAGE}` says of a sentence alone how probable it is that it tells of an event, so that few sentences of "
        "the news need a window. It has the lower layers of the encoder, whose weights it reads from the encoder's own "
        f"files, and a small head. The licence is that of the encoder, see `{DESCRIPTION}`.",
        f"Trained on {trained_on} by `python -m service.training triage`. Of the windows' sentences:",
        *tables,
        f"The SHA-256 of `{TRIAGE}` is `{digest}`.",
    ]
    (folder / TRIAGE_DESCRIPTION).write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return card


def _write_model_card(folder: Path, card: ModelCard) -> None:
    (folder / CARD).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
