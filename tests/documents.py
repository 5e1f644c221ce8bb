"""README and the documents beside the code: their text, and the commands that they show."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
# Documents for readers; those that tests/evaluation/articles holds are texts to be read by the extraction.
DOCUMENTS = (
    README,
    ROOT / "CONTRIBUTING.md",
    *sorted(
        path
        for folder in ("service", "docker", "tests", "schemas", "seeds")
        for path in ROOT.glob(f"{folder}/**/*.md")
        if path.name == "README.md"
    ),
)
_STARTS = ("curl ", "make ", ".venv/bin/python ", "SITE_ADDRESS=")


def list_commands(path: Path) -> list[str]:
    """Commands that a document shows in indented lines, or in the first cell of a row."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    shown = re.findall(r"^    (.+)$|^\| `(curl [^`]+)` \|", text, re.MULTILINE)
    return [line for pair in shown for line in pair if line.startswith(_STARTS)]


def split_command(command: str) -> list[str]:
    """The words of a command as the shell has them, without a comment and what it writes to."""
    words = shlex.split(command, comments=True)
    return words[: words.index(">")] if ">" in words else words
