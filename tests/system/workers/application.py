"""An application that the worker is tried with: it answers at once, waits until it is told, or answers at length."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flask import Flask, Response, request

MAX_BODY_BYTES = 100_000
LARGE_BYTES = 30_000_000
_PIECE = b"x" * 10_000


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    held = Path(os.environ["HELD"])
    opened: list[BinaryIO] = []

    @app.get("/quick")
    def answer_at_once() -> dict[str, str]:
        return {"answer": request.args.get("n", "")}

    @app.post("/echo")
    def echo() -> Response:
        return Response(request.get_data(), mimetype="application/octet-stream")

    @app.post("/wait")
    def wait() -> str:
        while held.exists():
            time.sleep(0.02)
        return "done"

    @app.post("/open")
    def wait_and_open_files() -> str:
        (held.parent / "begun.new").write_text(str(os.getpid()))
        (held.parent / "begun.new").rename(held.parent / "begun")
        wait()
        opened.extend((held.parent / f"file{number}").open("wb") for number in range(20))
        return "done"

    @app.get("/large")
    def answer_at_length() -> Response:
        return Response(_stream(), mimetype="application/octet-stream")

    return app


def _stream() -> Iterator[bytes]:
    for _ in range(LARGE_BYTES // len(_PIECE)):
        yield _PIECE
