"""Containers as an orchestrator would run them: the image's own account, no capability, and a read-only root."""

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.container.images import Image
from tests.ports import find_free_port
from tests.waiting import wait_until

# In mounts of its own: the root, on which only /tmp and /data can be written to. Then the image's account without any
# privilege, and a shell no longer: what is run has the process id that was started, and so gets its signals.
SCRIPT = """
set -e
root=$1 data=$2 uid=$3 gid=$4 workdir=$5
shift 5
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --bind "$data" "$root/data"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot "$root" setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --bounding-set=-all \
    env --ignore-environment --chdir="$workdir" "$@"
"""


def build_command(image: Image, arguments: list[str], environ: Mapping[str, str], data: Path) -> list[str]:
    """The command that runs an image with arguments for its entrypoint."""
    uid, gid = image.config["User"].split(":")
    variables = [*image.config["Env"], *(f"{name}={value}" for name, value in environ.items())]
    given = [str(image.root), str(data), uid, gid, image.config["WorkingDir"]]
    command = [*image.config["Entrypoint"], *(arguments or image.config["Cmd"])]
    return ["unshare", "--mount", "--", "sh", "-c", SCRIPT, "sh", *given, *variables, *command]


def run_container(
    image: Image, arguments: list[str], environ: Mapping[str, str], data: Path
) -> "subprocess.CompletedProcess[str]":
    """What a container says that runs to its end."""
    command = build_command(image, arguments, environ, data)
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def serve_container(
    image: Image, environ: Mapping[str, str], data: Path, arguments: tuple[str, ...] = ("api",)
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address and the process of a container that serves; it must end well when it is told to."""
    address = f"127.0.0.1:{find_free_port()}"
    log = data / "log"
    command = build_command(image, list(arguments), {"GUNICORN_BIND": address, **environ}, data)
    with log.open("w") as file, subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, text=True) as process:
        try:
            wait_until(lambda: process.poll() is not None or read_status(address, "/healthz") == 200)
            assert process.poll() is None, log.read_text()
            yield address, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=40)
    assert process.returncode == 0, log.read_text()


def fetch(address: str, path: str) -> tuple[int, str, bytes]:
    """The status, media type and body of an answer."""
    connection = HTTPConnection(address, timeout=15)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()
    finally:
        connection.close()


def read_status(address: str, path: str) -> int | None:
    """The status of an answer, or None where there is none."""
    try:
        return fetch(address, path)[0]
    except (OSError, HTTPException):
        return None
