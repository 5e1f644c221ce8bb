"""A reader in a process of its own: asks over new connections, and prints how long each answer took, as JSON.

Where the server believes a proxy, the reader has another address each time, so that no limit meets it.
"""

import json
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException

QUESTION = "/v1/events?base=k1"
INTERVAL_S = 0.1
TIMEOUT_S = 60


def ask(address: str, turn: int) -> float | None:
    """Ask once; the seconds until the answer is complete, and nothing where it is none."""
    started = time.monotonic()
    with closing(HTTPConnection(address, timeout=TIMEOUT_S)) as connection, suppress(OSError, HTTPException):
        connection.request("GET", QUESTION, headers={"X-Forwarded-For": f"198.18.{turn // 256 % 256}.{turn % 256}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            return time.monotonic() - started
    return None


def main(address: str, seconds: float) -> None:
    """Ask for so long, ten times a second or as often as answers come."""
    last = time.monotonic() + seconds
    taken: list[float | None] = []
    while time.monotonic() < last:
        taken.append(ask(address, len(taken)))
        time.sleep(max(0.0, INTERVAL_S - (taken[-1] or 0.0)))
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
