"""What the OpenAPI document says is so, for whatever can be asked; `make fuzz` asks more."""

from sqlalchemy import Engine

from tests.integration.api.openapi_runs import run_store

EXAMPLES = 50
SEED = 5


def test_answers_to_what_the_document_allows_or_forbids_are_as_it_says(engine: Engine) -> None:
    findings = run_store(engine, EXAMPLES, SEED)
    assert not findings.failures, str(findings)
    assert sum(findings.sent.values()) >= 2_000
    # It went everywhere, and much of what it asked was answered.
    assert findings.sent.keys() == {"examples", "coverage", "fuzzing", "stateful"}
    assert findings.statuses.keys() >= {200, 201, 204, 400, 401, 404, 405, 422}
    assert findings.statuses[200] >= 800
