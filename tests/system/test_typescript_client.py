"""A client in TypeScript, as a front-end developer would write it: it fits the types that are generated from the
document, and gets answers. What it needs is installed into a folder of the test's own.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

CLIENT = Path(__file__).parents[1] / "clients" / "typescript"
needs_node = pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node or npm is absent")


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_node
def test_typescript_client_fits_the_generated_types_and_gets_answers(
    seeds_client: FlaskClient, seeds_address: str, tmp_path: Path
) -> None:
    folder = tmp_path / "client"
    shutil.copytree(CLIENT, folder)
    (folder / "openapi.json").write_text(seeds_client.get("/v1/openapi.json").text, "utf-8")
    # What was fetched before is taken from where it is kept, and a network that fails for a moment is asked again.
    run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=5")
    run(folder, "npm", "run", "types")
    run(folder, "npm", "run", "build")
    assert json.loads(run(folder, "node", "built/questions.js", seeds_address)) == {
        "left": [
            "2020-03-29 K1 Air Base",
            "2020-03-26 Qayyarah Airfield West",
            "2020-03-25 IQ",
            "2020-03-17 Al-Qaim base",
        ],
        "quotes": 10,
        "places": [[44.2842, 35.5125]],
        "march": 5,
        "nearest": "K1 Air Base",
    }
