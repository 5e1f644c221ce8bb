"""What the system says of processes."""

from pathlib import Path


def read_state(pid: int) -> str | None:
    """The letter of a process's state, Z for a zombie; null where there is none of that number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def has_ended(pid: int) -> bool:
    """Whether it runs no more. One whose parent is gone may wait for somebody to take note of its end."""
    return read_state(pid) in {None, "Z", "X"}


def list_children(parent: int, word: str) -> list[int]:
    """The children of a process that have a word in their command line."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [pid for pid in pids if read_parent(pid) == parent and word in _read_command(pid)]


def read_parent(pid: int) -> int | None:
    """The process that started it; null where there is none of that number."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def _read_command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
