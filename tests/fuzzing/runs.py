"""A run: so many requests, made from a seed, sent by some clients at a time, and what became of them."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

from tests.fuzzing.corpus import Corpus
from tests.fuzzing.damage import BODY_MUTATIONS, WIRE_MUTATIONS, send_in_chunks
from tests.fuzzing.exchanges import Answer, exchange, find_fault, is_busy, is_unknown_coding
from tests.fuzzing.messages import Message, Mutation
from tests.fuzzing.mutations import MUTATIONS

CLIENTS = 4
# How many changes a request has: none, one, two, three or four.
CHANGES = (0, 1, 2, 3, 4)
CHANGE_WEIGHTS = (20, 45, 20, 10, 5)
# The order of changes: the body before it is cut into chunks, and the bytes of the whole at the end.
STAGES: tuple[Iterable[Mutation], ...] = (
    [mutation for mutation in BODY_MUTATIONS if mutation is not send_in_chunks],
    MUTATIONS,
    [send_in_chunks],
    WIRE_MUTATIONS,
)
# A server that is busy is asked again as often, after as long as it says.
RETRIES = 3
LONGEST_WAIT_S = 10
SLOWEST = 5
UNKNOWN_CODING = "501 to an unknown transfer coding"
LEAST_VALID = 1 / 3


@dataclass
class Findings:
    """What became of the requests of a run."""

    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    valid: int = 0
    # Requests as they were, and how many of these were valid: some parameters cannot be asked for together.
    unchanged: int = 0
    unchanged_valid: int = 0
    # How often a server was busy, and was asked again.
    busy: int = 0
    slowest: list[tuple[float, int, str]] = field(default_factory=list)
    # What was wrong, with the number of the request that shows it.
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many requests were sent, each counted once."""
        return self.kinds.total()

    @property
    def valid_share(self) -> float:
        """Of all requests, those that the service took."""
        return self.valid / max(1, self.total)

    def note(self, number: int, message: Message, answer: Answer, busy: int) -> None:
        """Take note of one request and its answer."""
        self.kinds[UNKNOWN_CODING if is_unknown_coding(message, answer) else answer.kind] += 1
        self.unchanged += not message.changes
        self.unchanged_valid += answer.is_valid and not message.changes
        self.statuses.update([answer.status] if answer.status else [])
        self.valid += answer.is_valid
        self.busy += busy
        self.slowest = sorted([*self.slowest, (answer.seconds, number, str(message))], reverse=True)[:SLOWEST]
        fault = find_fault(message, answer)
        if fault:
            self.faults.append((number, fault, str(message)))

    def __str__(self) -> str:
        counts = ", ".join(f"{kind}: {count}" for kind, count in sorted(self.kinds.items()))
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        slowest = [f"  {seconds:.2f} s, request {number}: {told}" for seconds, number, told in self.slowest]
        faults = [f"  request {number}: {fault}: {told}" for number, fault, told in self.faults]
        lines = [f"{self.total} requests: {counts}", f"statuses: {statuses}"]
        lines.append(f"valid: {self.valid} ({self.valid_share:.1%}); busy and asked again: {self.busy}")
        lines.append(f"sent unchanged: {self.unchanged}, of which valid: {self.unchanged_valid}")
        lines += ["slowest:", *slowest]
        return "\n".join([*lines, f"faults: {len(faults)}", *faults])


def build_message(corpus: Corpus, seed: int, number: int) -> Message:
    """The request of a number, the same for the same seed and store."""
    random = Random(f"{seed} {number}")  # noqa: S311 - nothing here is a secret.
    message = corpus.build(random)
    wanted = random.choices(CHANGES, CHANGE_WEIGHTS)[0]
    stages = sorted(random.choices(range(len(STAGES)), _weigh_stages(message), k=wanted))
    for stage in stages:
        mutation = random.choice(list(STAGES[stage]))
        message = mutation(random, message)
        message = replace(message, changes=(*message.changes, mutation.__name__))
    return message


def _weigh_stages(message: Message) -> tuple[int, ...]:
    """Where there is a body, most changes are changes of it."""
    return (50, 35, 5, 10) if message.body is not None else (0, 85, 0, 15)


def send(address: str, corpus: Corpus, seed: int, number: int) -> tuple[int, Message, Answer, int]:
    """Send the request of a number, again where the server is busy; how often that was."""
    message = build_message(corpus, seed, number)
    answer = exchange(address, message)
    busy = 0
    while is_busy(answer) and busy < RETRIES:
        time.sleep(min(int(answer.retry_after or 1), LONGEST_WAIT_S))
        answer = exchange(address, message)
        busy += 1
    return number, message, answer, busy


def run(
    address: str, corpus: Corpus, seed: int, numbers: Iterable[int], show: Callable[[Findings], None] = lambda _: None
) -> Findings:
    """Send the requests of these numbers; `show` is called with what was found so far, after each."""
    findings = Findings()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for sent in pool.map(partial(send, address, corpus, seed), numbers):
            findings.note(*sent)
            show(findings)
    return findings
