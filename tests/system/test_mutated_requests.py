"""Right requests and changed ones, a few of those of `make fuzz-mutations`, to a real server over real connections."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from service.loader.runs.loading import Pipeline
from tests.fuzzing.corpus import Corpus, Operation
from tests.fuzzing.damage import BODY_MUTATIONS, WIRE_MUTATIONS
from tests.fuzzing.messages import Message
from tests.fuzzing.mutations import MUTATIONS
from tests.fuzzing.runs import LEAST_VALID, build_message, run
from tests.fuzzing.serving import find_alarms, prepare, serve, warm_up

SEED, REQUESTS, TEXTS = 12, 300, 60


@pytest.fixture(scope="module")
def store(seeds_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store of seeds/, to which articles are sent, and from which some are removed."""
    return Path(shutil.copy(seeds_store, tmp_path_factory.mktemp("fuzzing") / "store.db"))


@pytest.fixture(scope="module")
def corpus(store: Path, fixed_pipeline: Pipeline) -> Corpus:
    return prepare(store, fixed_pipeline)


def test_mutated_requests_are_all_answered_and_none_as_a_fault_of_the_server(
    store: Path, corpus: Corpus, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    log = tmp_path / "log"
    with serve(store, log) as address:
        warm_up(address, corpus)
        findings = run(address, corpus, SEED, range(REQUESTS))
        sending = run(address, corpus.select("POST"), SEED, range(TEXTS))
    record_property("mutated requests", f"{findings.total} sent, {findings.valid_share:.0%} valid")
    assert findings.total == REQUESTS
    assert findings.faults + sending.faults == []
    assert find_alarms(log) == []
    assert findings.valid_share >= LEAST_VALID


def test_messages_of_a_seed_are_the_same_again_and_those_of_another_are_not(corpus: Corpus) -> None:
    assert build_all(corpus, SEED, 200) == build_all(corpus, SEED, 200)
    assert build_all(corpus, SEED, 200) != build_all(corpus, SEED + 1, 200)


def test_messages_are_for_every_operation_of_the_document_and_changed_in_every_way(corpus: Corpus) -> None:
    messages = build_all(corpus, SEED, 4_000)
    unchanged = [message for message in messages if not message.changes]
    assert len(corpus.operations) >= 20
    missed = [each for each in corpus.operations if not any(fits(each, message) for message in unchanged)]
    assert [(operation.method, operation.path) for operation in missed] == []
    counted = Counter(change for message in messages for change in message.changes)
    known = {mutation.__name__ for mutation in (*MUTATIONS, *BODY_MUTATIONS, *WIRE_MUTATIONS)}
    assert counted.keys() == known
    assert min(counted.values()) >= 5


def build_all(corpus: Corpus, seed: int, count: int) -> list[Message]:
    return [build_message(corpus, seed, number) for number in range(count)]


def fits(operation: Operation, message: Message) -> bool:
    start, _, end = operation.path.partition("{")
    is_there = message.path.startswith(start) and message.path.endswith(end.partition("}")[2])
    return is_there and message.method == operation.method
