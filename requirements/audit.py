"""Ask whether what the images hold has known vulnerabilities.

The exit status is 0 where all packages were asked about and nothing was found, 1 where something was found, and 2 where
nothing was found, but some packages, or all, could not be asked about.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LISTS = ("api", "loader")
COMMAND = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off")
FOUND, NOT_ASKED = 1, 2
SHOWN_NAMES = 5


@dataclass(frozen=True)
class Audit:
    """What was found out about one list: vulnerabilities by package, and packages that nobody could be asked about."""

    name: str
    asked: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    vulnerable: tuple[str, ...] = ()
    # Why nobody could be asked about anything.
    failure: str | None = None


def audit(name: str) -> Audit:
    """Ask about one list."""
    command = (*COMMAND, "--format", "json", "--requirement", str(FOLDER / f"{name}.txt"))
    # The command has no part that anybody else could choose.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return read_audit(name, done.stdout, done.stderr)


def read_audit(name: str, output: str, errors: str) -> Audit:
    """What the auditor printed about a list. It prints nothing to standard output where it could not ask at all."""
    if not output.strip():
        return Audit(name, failure=(errors.strip().splitlines() or ["no reason was given"])[-1])
    packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    return Audit(
        name,
        asked=tuple(package["name"] for package in packages if "skip_reason" not in package),
        not_asked=tuple(package["name"] for package in packages if "skip_reason" in package),
        vulnerable=tuple(_describe(package) for package in packages if package.get("vulns")),
    )


def _describe(package: dict[str, Any]) -> str:
    found = (f"{each['id']} (mended in {', '.join(each['fix_versions']) or 'no release'})" for each in package["vulns"])
    return f"{package['name']} {package['version']}: {', '.join(found)}"


def describe(audit: Audit) -> list[str]:
    """The lines that tell of an audit."""
    lines = [f"requirements/{audit.name}.txt: {len(audit.asked)} packages audited, {len(audit.vulnerable)} vulnerable"]
    lines += [f"  {vulnerable}" for vulnerable in audit.vulnerable]
    if audit.not_asked:
        names = ", ".join(audit.not_asked[:SHOWN_NAMES]) + (", …" if len(audit.not_asked) > SHOWN_NAMES else "")
        lines.append(f"  nobody could be asked about {len(audit.not_asked)} packages: {names}")
    if audit.failure:
        lines.append(f"  nobody could be asked: {audit.failure}")
    return lines


def find_status(audits: Sequence[Audit]) -> int:
    """The exit status."""
    if any(audit.vulnerable for audit in audits):
        return FOUND
    return NOT_ASKED if any(audit.not_asked or audit.failure for audit in audits) else 0


def main() -> int:
    """Run from the command line."""
    audits = [audit(name) for name in LISTS]
    sys.stdout.writelines(f"{line}\n" for each in audits for line in describe(each))
    status = find_status(audits)
    if status == NOT_ASKED:
        sys.stderr.write("The audit is not complete: of what nobody could be asked about, nothing is known.\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
