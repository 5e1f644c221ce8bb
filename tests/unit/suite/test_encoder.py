from pathlib import Path

from service.codebook import read_codebook
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.protocol import TokenSpan, TokenWindow
from tests.suite.encoder import RememberingEncoder
from tests.unit.extraction.scripted import ScriptedEncoder

FIRST = TokenWindow((0, 3, 1), (0, 1, 1), (TokenSpan(1, 1, 0),), ())
OTHER = TokenWindow((0, 4, 1), (0, 1, 1), (TokenSpan(1, 1, 0),), ())


def test_remembering_encoder_scores_as_the_other_and_asks_it_once_for_a_window(tmp_path: Path) -> None:
    labels = build_labels(read_codebook().event_types)
    asked, plain = ScriptedEncoder(labels), ScriptedEncoder(labels)
    for encoder in (asked, plain):
        encoder.cut(["US forces left"])
    remembering = RememberingEncoder(asked, tmp_path)
    windows = [FIRST, OTHER, FIRST]
    assert remembering.score(windows) == plain.score(windows)
    assert remembering.score([OTHER]) == plain.score([OTHER])
    assert len(asked.asked) == 2
    assert remembering.cut(["US forces"]) == plain.cut(["US forces"])
    assert remembering.special == plain.special
