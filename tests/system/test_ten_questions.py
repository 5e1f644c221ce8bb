"""The ten questions of README are answered as it says, over the articles of seeds/."""

import re

import pytest
from flask.testing import FlaskClient

from tests.documents import README

TABLE = README.read_text("utf-8").split("### Ten questions")[1].split("### ")[0]
PATHS = re.findall(r"^\| [^|]+\? \| `(/v1/[^`]+)` \| ([0-3]) \|$", TABLE, re.MULTILINE)
# Nothing in these few articles is so.
EMPTY = {"/v1/events?status=planned", "/v1/events?disputed=true"}


def test_readme_has_ten_questions_of_three_clicks_at_most() -> None:
    assert len(PATHS) == 10


@pytest.mark.parametrize("path", [path for path, _clicks in PATHS])
def test_question_of_readme_is_answered(seeds_client: FlaskClient, path: str) -> None:
    answer = seeds_client.get(path)
    assert answer.status_code == 200, answer.text
    if answer.is_json:
        assert bool(answer.get_json()["items"]) is (path not in EMPTY)
    else:
        assert answer.text.startswith("@misc{")
