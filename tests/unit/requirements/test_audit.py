"""What the audit says, and by which status it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from requirements.audit import Audit, describe, find_status, read_audit

ROOT = Path(__file__).parents[3]
CLEAN: dict[str, Any] = {"name": "flask", "version": "3.1.3", "vulns": []}
VULNERABLE: dict[str, Any] = {
    "name": "lxml",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
SKIPPED: dict[str, Any] = {"name": "gunicorn", "skip_reason": "not found"}


def read(*packages: dict[str, Any]) -> Audit:
    return read_audit("api", json.dumps({"dependencies": packages, "fixes": []}), "")


@pytest.mark.parametrize(
    ("audits", "status"),
    [
        ([read(CLEAN), read(CLEAN)], 0),
        ([read(CLEAN), read(CLEAN, VULNERABLE)], 1),
        ([read(SKIPPED), read(VULNERABLE)], 1),
        ([read(SKIPPED, SKIPPED), read(SKIPPED)], 2),
        ([read(CLEAN), read(CLEAN, SKIPPED)], 2),
        ([read(CLEAN), read_audit("loader", "", "no network\n")], 2),
    ],
)
def test_audit_ends_with_what_was_found_or_could_not_be_asked(audits: list[Audit], status: int) -> None:
    assert find_status(audits) == status


def test_audit_names_what_is_vulnerable_and_what_mends_it() -> None:
    assert describe(read(CLEAN, VULNERABLE)) == [
        "requirements/api.txt: 2 packages audited, 1 vulnerable",
        "  lxml 1.0: PYSEC-1 (mended in 1.1, 2.0), PYSEC-2 (mended in no release)",
    ]


def test_audit_that_could_ask_nobody_says_about_how_many() -> None:
    assert describe(read(*[SKIPPED] * 7)) == [
        "requirements/api.txt: 0 packages audited, 0 vulnerable",
        "  nobody could be asked about 7 packages: gunicorn, gunicorn, gunicorn, gunicorn, gunicorn, …",
    ]


@pytest.mark.parametrize(("errors", "reason"), [("a\nb\n", "b"), ("", "no reason was given")])
def test_audit_that_failed_says_why(errors: str, reason: str) -> None:
    assert describe(read_audit("api", "", errors))[-1] == f"  nobody could be asked: {reason}"


def test_audit_without_a_network_ends_with_2_and_says_so() -> None:
    # The port is nobody's: no connection is ever made.
    environ = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1"}
    command = [sys.executable, str(ROOT / "requirements" / "audit.py")]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert "nobody could be asked" in done.stdout
    assert "The audit is not complete" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
