"""A client in TypeScript, as a front-end developer would write it: it fits the types that are generated from the
document, and gets answers. What it needs is installed into a folder of the test's own.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

CLIENT = Path(__file__).parents[1] / "clients" / "typescript"
needs_node = pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node or npm is absent")


@pytest.fixture
def address(seeds_client: FlaskClient) -> Iterator[str]:
    """Where the API on the articles of seeds/ is served."""
    server = make_server("127.0.0.1", 0, seeds_client.application, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_node
def test_typescript_client_fits_the_generated_types_and_gets_answers(
    seeds_client: FlaskClient, address: str, tmp_path: Path
) -> None:
    folder = tmp_path / "client"
    shutil.copytree(CLIENT, folder)
    (folder / "openapi.json").write_text(seeds_client.get("/v1/openapi.json").text, "utf-8")
    # What was fetched before is taken from where it is kept, and a network that fails for a moment is asked again.
    run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=5")
    run(folder, "npm", "run", "types")
    run(folder, "npm", "run", "build")
    assert json.loads(run(folder, "node", "built/questions.js", address)) == {
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
