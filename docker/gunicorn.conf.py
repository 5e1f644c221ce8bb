"""gunicorn configuration for `service.wsgi:app`. The environment and the command line override every setting."""

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
from service.api.observability.logs import apply_log_format, build_startup_error
from service.api.server.bounds import Bounds
from service.api.server.listeners import ignore_new_connections

CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
# Shared folder of the workers' metrics, so that any worker can report them all. It must exist before they start.
METRICS = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="basewatch-metrics-"))
MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn creates the file itself, under an unpredictable name.


def count_processors(quota: Path = CPU_QUOTA) -> int:
    """Return the number of usable processors: those of the CPU affinity, limited by a container's quota."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = quota.read_text().split()
    except (OSError, ValueError):
        return allowed
    return allowed if share == "max" else min(allowed, math.ceil(int(share) / int(period)))


def read_number(name: str, default: int) -> int:
    """Return a positive number from the environment; exit with a one-line message if it is not one."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 7 and int(value)):
        raise build_startup_error(f"{name} is {value!r}; it must be a whole number from 1 to 999999", os.environ)
    return int(value)


def pre_fork(server: Any, worker: Any) -> None:
    """Assign a metrics slot to each worker, reusing that of a worker which ended, so that its counters continue."""
    taken = {other.slot for other in server.WORKERS.values()}
    worker.slot = next(slot for slot in count(1) if slot not in taken)


def child_exit(server: Any, worker: Any) -> None:
    """Reset the gauges of a worker that ended, such as its open connections."""
    # Imported late: the library reads the multiprocess setting on import. It is untyped.
    multiprocess: Any = import_module("prometheus_client.multiprocess")
    multiprocess.mark_process_dead(worker.slot, path=str(METRICS))


def remove_metrics(owner: int) -> None:
    """Remove the metrics folder, but only in the parent: workers inherit its exit handlers."""
    if os.getpid() == owner:
        shutil.rmtree(METRICS, ignore_errors=True)


atexit.register(remove_metrics, os.getpid())


def on_starting(server: Any) -> None:
    """Block SIGTERM while a worker is being forked.

    Until a worker installs its own handlers it has its parent's, which would swallow the signal: the worker would serve
    on until it is killed, and its open requests would be lost.
    """
    os.register_at_fork(before=_hold_end, after_in_parent=_release_end)


def on_reload(server: Any) -> None:
    """Restore the log format: gunicorn has just reset its own one on reload."""
    apply_log_format()


def when_ready(server: Any) -> None:
    """Stop accepting new connections before the server shuts down."""
    stop = server.stop

    def drain_and_stop(graceful: bool = True) -> None:
        drain_listeners(server)
        stop(graceful)

    server.stop = drain_and_stop


def drain_listeners(server: Any) -> None:
    """Ignore new connections, and let workers accept those whose handshake is under way.

    A shared socket is left alone: the new server of an upgrade, or systemd, goes on with it.
    """
    if server.reexec_pid or server.master_pid or server.systemd:
        return
    closed = [ignore_new_connections(listener) for listener in server.LISTENERS]
    if any(closed):
        time.sleep(HANDSHAKE_S)


def post_worker_init(worker: Any) -> None:
    """Unblock SIGTERM, now that the worker handles it, and set the limits for clients."""
    worker.bounds = BOUNDS
    _release_end()


def _hold_end() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _release_end() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker its metrics slot and its own database connections.

    Two processes that shared one connection would read each other's results.
    """
    os.environ["WORKER_SLOT"] = str(worker.slot)
    extensions = server.app.wsgi().extensions
    for name in ("basewatch_engine", "basewatch_read_engine"):
        if extensions.get(name) is not None:
            extensions[name].dispose(close=False)


# Time allowed for a TCP handshake, in seconds.
HANDSHAKE_S = 0.2

# Limits of one worker: timeouts in seconds for request headers, request body and reading a response; buffer memory;
# threads for writing or expensive requests, and the length of their queue.
BOUNDS = Bounds(
    head_s=read_number("GUNICORN_HEAD_TIMEOUT", 10),
    body_s=read_number("GUNICORN_BODY_TIMEOUT", 30),
    send_s=read_number("GUNICORN_CLIENT_TIMEOUT", 10),
    buffer_bytes=read_number("GUNICORN_BUFFER_MB", 32) * 1_000_000,
    write_threads=read_number("GUNICORN_WRITE_THREADS", 2),
    write_queue=read_number("GUNICORN_WRITE_QUEUE", 4),
)

# Trusted proxies are a setting of the service; gunicorn itself trusts none.
forwarded_allow_ips = ""

# Local only by default; the container image sets another address.
bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")

# Requests wait for the database more than they compute, so each worker uses several threads.
# With at least two workers, one serves while the other is replaced.
worker_class = "service.api.server.workers.ProblemWorker"
workers = read_number("WEB_CONCURRENCY", max(2, count_processors()))
threads = read_number("GUNICORN_THREADS", 4)
# Idle connections included. At the limit, the longest idle one is closed for a new one.
worker_connections = read_number("GUNICORN_CONNECTIONS", 4096)

# Workers are forked from a loaded process: they start at once, share its memory, and wrong settings fail the start
# instead of one worker after the other.
preload_app = True

raw_env = [f"PROMETHEUS_MULTIPROC_DIR={METRICS}"]

# A page takes milliseconds; a worker that hangs for this long is replaced.
timeout = 30
# On a restart, running requests may finish. A container's stop timeout must be longer than this.
graceful_timeout = 20
# Longer than the 60 seconds for which proxies commonly keep an idle connection: the client must close first, or one of
# its requests meets a connection that is just being closed.
keepalive = 75

# Recycle workers against memory growth, with jitter so that they do not all restart at once. A worker that ends sends
# `Connection: close` and still answers requests on its open connections. A new one has its names and answers to read
# again, some 0.3 s of a processor, and a worker answers thousands of requests a second.
max_requests = 200_000
max_requests_jitter = 40_000

# A query string with 50 bases is long; longer ones are rejected.
limit_request_line = 8190

# The heartbeat file of a worker, in memory: on a disk it could block, as it does in containers.
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None

# Signals suffice for control; a control socket would need a writable folder and a name for each server.
control_socket_disable = True

# To standard output, as containers want it.
accesslog = os.environ.get("GUNICORN_ACCESS_LOG", "-")
logger_class = AccessLogger
