"""The extractor provider: builds the extractor on first use, as loading it takes a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, current_app, g

from service.api.http.problems import NotReadyError
from service.errors import DataFileError, ModelError, SettingsError
from service.loader.seeds.gazetteer import check_seeds
from service.settings import Extraction, Settings

if TYPE_CHECKING:
    # A server that only reads has no encoder to import.
    from service.loader.readers.submissions import SubmissionService

_EXTENSION = "basewatch_extractor"
# The library that runs the encoder, and the card of its weights.
_RUNTIME = "onnxruntime"
_CARD = Path(__file__).parents[2] / "model" / "model.json"


class ExtractorProvider:
    """The process's single extractor, built on first use."""

    def __init__(self, build: "Callable[[], SubmissionService] | None") -> None:
        self._build = build
        self._lock = Lock()
        self._extractor: SubmissionService | None = None

    def get(self) -> "SubmissionService":
        """Return the extractor. Raises NotReadyError where extraction is off or its files are missing."""
        if self._build is None:
            raise NotReadyError(
                "extraction is not available on this server: BASEWATCH_EXTRACTION is off, or the encoder is not "
                "installed"
            )
        with self._lock:
            if self._extractor is None:
                self._extractor = self._build()
        return self._extractor


def register_extractor(app: Flask, settings: Settings, build: "Callable[[], SubmissionService] | None") -> None:
    """Store the extractor provider on the application: with the given factory, or that of the settings."""
    app.extensions[_EXTENSION] = ExtractorProvider(build or _choose_build(settings))


def _choose_build(settings: Settings) -> "Callable[[], SubmissionService] | None":
    is_installed = find_spec(_RUNTIME) is not None and _CARD.is_file()
    if settings.extraction is Extraction.ON and not is_installed:
        raise SettingsError(
            f"BASEWATCH_EXTRACTION is on, but the encoder is not installed: it needs {_RUNTIME} and {_CARD}"
        )
    if settings.extraction is Extraction.OFF or not is_installed:
        return None
    # Seeds are loaded on first use, but missing ones are reported at the start.
    check_seeds(settings.seeds)
    return partial(_build_extractor, settings)


def _build_extractor(settings: Settings) -> "SubmissionService":
    extractor: SubmissionService = import_module("service.loader.readers.submissions").build_submission_service(
        settings
    )
    return extractor


@contextmanager
def use_extractor() -> "Iterator[SubmissionService]":
    """Yield the application's extractor. Raises NotReadyError where there is none, or it cannot be loaded."""
    source: ExtractorProvider = current_app.extensions[_EXTENSION]
    try:
        yield source.get()
    except (DataFileError, ModelError) as error:
        current_app.logger.exception("request %s: extraction failed to start", g.request_id)
        raise NotReadyError("the encoder, codebook or seeds cannot be loaded; see the log") from error


def check_extractor() -> None:
    """Raise NotReadyError if the application cannot extract."""
    with use_extractor():
        return
