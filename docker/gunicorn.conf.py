"""How gunicorn serves `service.wsgi:app`. Every choice can be overridden by the environment or the command line."""

import atexit
import math
import os
import shutil
import signal
import tempfile
import time
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from service.api.observability.access_log import AccessLogger
from service.api.observability.logs import build_refusal, spread_form
from service.api.server.bounds import Bounds
from service.api.server.listeners import ignore_new_connections

CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
# Where workers keep what they count, so that any of them can tell it of all. It must be there before they are.
METRICS = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="basewatch-metrics-"))
MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes the file itself, under a name that nobody can guess.


def count_processors(quota: Path = CPU_QUOTA) -> int:
    """How many processors this process may use: those it may run on, or what a container's quota leaves of them."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = quota.read_text().split()
    except (OSError, ValueError):
        return allowed
    return allowed if share == "max" else min(allowed, math.ceil(int(share) / int(period)))


def read_number(name: str, default: int) -> int:
    """Return what the environment says; an end in one line where that is no number, or none that can serve anybody."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 7 and int(value)):
        raise build_refusal(f"{name} is {value!r}; it must be a whole number from 1 to 999999", os.environ)
    return int(value)


def pre_fork(server: Any, worker: Any) -> None:
    """Give each worker a place of its own to count in: that of one which ended, so that its counts go on."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count(1) if place not in taken)


def child_exit(server: Any, worker: Any) -> None:
    """Let what a worker held at its end, such as connections, count no more."""
    # Loaded any earlier, the library would not know yet that there are several processes. It carries no types.
    multiprocess: Any = import_module("prometheus_client.multiprocess")
    multiprocess.mark_process_dead(worker.place, path=str(METRICS))


def remove_metrics(owner: int) -> None:
    """Leave nothing behind. Workers end with what their parent had to do at its end, and must not do it."""
    if os.getpid() == owner:
        shutil.rmtree(METRICS, ignore_errors=True)


atexit.register(remove_metrics, os.getpid())


def on_starting(server: Any) -> None:
    """Keep the signal to end for workers that are just being made.

    Until a worker has handlers of its own it has its parent's, which would take note of the signal and do nothing: it
    would serve on until it is killed, with the requests that it has then.
    """
    os.register_at_fork(before=_hold_end, after_in_parent=_release_end)


def on_reload(server: Any) -> None:
    """Keep the form of the log: gunicorn has just set its own one anew, with the rest of this file."""
    spread_form()


def when_ready(server: Any) -> None:
    """Let the end of the server begin with taking no new connections."""
    stop = server.stop

    def drain_and_stop(graceful: bool = True) -> None:
        drain_listeners(server)
        stop(graceful)

    server.stop = drain_and_stop


def drain_listeners(server: Any) -> None:
    """Begin no new connections, and give those that are beginning the time to be accepted by workers.

    A socket that somebody else has too is left alone: the new server of an upgrade, or systemd, goes on with it.
    """
    if server.reexec_pid or server.master_pid or server.systemd:
        return
    closed = [ignore_new_connections(listener) for listener in server.LISTENERS]
    if any(closed):
        time.sleep(HANDSHAKE_S)


def post_worker_init(worker: Any) -> None:
    """Let the worker be ended, now that it knows how, and bound what clients may take of it."""
    worker.bounds = BOUNDS
    _release_end()


def _hold_end() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _release_end() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker its place, and connections of its own.

    Two processes that spoke over one connection would read each other's answers.
    """
    os.environ["WORKER_PLACE"] = str(worker.place)
    server.app.wsgi().extensions["basewatch_engine"].dispose(close=False)


# How long a connection may take from its first packet to its last one before requests, in seconds.
HANDSHAKE_S = 0.2

# What clients may take of one worker: seconds for a head, for a body and for a part of an answer; memory; and threads
# for what changes something or costs much, with how many may wait for one.
BOUNDS = Bounds(
    head_s=read_number("GUNICORN_HEAD_TIMEOUT", 10),
    body_s=read_number("GUNICORN_BODY_TIMEOUT", 30),
    send_s=read_number("GUNICORN_CLIENT_TIMEOUT", 10),
    buffer_bytes=read_number("GUNICORN_BUFFER_MB", 32) * 1_000_000,
    write_threads=read_number("GUNICORN_WRITE_THREADS", 2),
    write_queue=read_number("GUNICORN_WRITE_QUEUE", 4),
)

# Whose word on prefixes and addresses is taken is a setting of the service; gunicorn takes nobody's.
forwarded_allow_ips = ""

# Only this machine can reach it unless somebody decides otherwise: in a container, the image does.
bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")

# Requests wait for the database more than they compute, so a worker serves several at once by threads.
# Two workers at least let one go on while the other is replaced.
worker_class = "service.api.server.workers.ProblemWorker"
workers = read_number("WEB_CONCURRENCY", max(2, count_processors()))
threads = read_number("GUNICORN_THREADS", 4)
# Idle ones too. When there are as many, that which has been idle for longest ends for the next one.
worker_connections = read_number("GUNICORN_CONNECTIONS", 4096)

# Workers are copies of a process that has loaded everything: they start at once, share its memory, and wrong settings
# end the start instead of a worker after the other.
preload_app = True

raw_env = [f"PROMETHEUS_MULTIPROC_DIR={METRICS}"]

# A page takes milliseconds; what has not ended after this will not, and its worker is replaced.
timeout = 30
# On a restart, requests that are being answered may end first. Whoever stops a container must wait longer than this.
graceful_timeout = 20
# Longer than the 60 seconds for which proxies commonly keep a connection that is idle: whoever closes first must be the
# one that sends requests, or one of them meets a connection that is just being closed.
keepalive = 75

# Whatever a worker might gather over time ends with it. They are not replaced all at once, and one that ends says
# `Connection: close` and answers what still comes in on the connections that it has.
max_requests = 10_000
max_requests_jitter = 2_000

# A query string that names 50 bases is long; more than this is no question that we can answer.
limit_request_line = 8190

# The memory file that tells that a worker lives: on a disk it could block, as it does in containers.
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None

# Signals are enough to steer it; a socket for that would need a folder to write to, and one name for each server.
control_socket_disable = True

# To standard output, as containers want it.
accesslog = os.environ.get("GUNICORN_ACCESS_LOG", "-")
logger_class = AccessLogger
