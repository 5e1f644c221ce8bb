"""The bounds that the worker is tried with: short times and few threads."""

from typing import Any

from service.api.server.bounds import Bounds

worker_class = "service.api.server.workers.ProblemWorker"
workers = 1
threads = 2
worker_connections = 150
preload_app = True


def post_worker_init(worker: Any) -> None:
    worker.bounds = Bounds(
        head_s=3, body_s=3, send_s=1, buffer_bytes=400_000, write_threads=1, write_queue=1, slow_responses=2
    )
