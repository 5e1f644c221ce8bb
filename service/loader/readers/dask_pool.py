"""Extraction on a Dask cluster, for `load --dask`: an article whose worker is killed is extracted on another one.

Articles are read here, and their texts are sent. A store keeps each text, and knows an article by it; were workers to
read files themselves, every text would still have to come here, and each path mean the same on every machine.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from service.domain.articles.article import Article
from service.errors import ArticleError, BusyError, SettingsError
from service.loader.readers.reading_loop import Reader
from service.settings import Settings, read_settings
from service.version import VERSION

if TYPE_CHECKING:
    from distributed import Client

    # Workers import this, and have no database to import.
    from service.loader.runs.loading import Found

# How long a scheduler, and then a first worker, is waited for.
TIMEOUT_S = 30.0
_INSTALL = "run `python requirements/install.py requirements/dask.txt`"
_SERVICE = Path(__file__).parents[2]
# What reports depend on, beside the seeds. The card of the weights has the digests of their files.
_RULES = ("codebook/**/*", "domain/**/*.py", "extraction/**/*.py", "model/model.json")

# From the fingerprint that a worker must have to what extracts there.
BuildReader = Callable[[str], Reader]
T = TypeVar("T")

# A worker may run several tasks at once; articles are extracted one by one, as in a process of `load --workers`.
_TURN = Lock()


class DaskPool:
    """Extracts on the workers of a cluster, one article at a time on each that is there now. Thread-safe."""

    def __init__(self, client: "Client", build: BuildReader, fingerprint: str) -> None:
        """`build` is called on the workers, and so must be importable there by its name."""
        self._client = client
        self._build = build
        self._fingerprint = fingerprint
        self.size = len(client.scheduler_info()["workers"])
        self._threads = ThreadPoolExecutor(self.size, "extraction")

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do some work that extracts an article, in its turn, on a thread of its own."""
        return self._threads.submit(work)

    def extract(self, article: Article) -> "Found":
        """An article's reports, from a worker. ArticleError where the article ends each; BusyError without a cluster.

        While the cluster has no worker, it waits for one to join.
        """
        from distributed import KilledWorker  # noqa: PLC0415 - only `load --dask` needs the library.

        try:
            # What a worker found that is gone since is found again.
            future = self._client.submit(extract_here, self._build, self._fingerprint, article, pure=False)
            found: Found = future.result()
        except KilledWorker as error:
            raise ArticleError("ended each worker that extracted it; there may be too little memory") from error
        except CancelledError as error:
            raise BusyError("the Dask scheduler is gone; the same command continues with another one") from error
        except (ImportError, RuntimeError) as error:
            raise SettingsError(f"the Dask cluster cannot run this version of Basewatch: {error}") from error
        return found

    def close(self) -> None:
        """Withdraw what is being extracted; the cluster stays."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()  # type: ignore[no-untyped-call] # The library has few types.
        self._threads.shutdown()


@contextmanager
def open_dask_pool(
    address: str, build: BuildReader, fingerprint: str, *, timeout_s: float = TIMEOUT_S, min_workers: int = 1
) -> Iterator[DaskPool]:
    """The pool on the cluster of a scheduler. SettingsError without the library, BusyError without the cluster.

    So many workers are waited for; those that join later take the places of those that leave.
    """
    client = _connect(address, timeout_s)
    try:
        client.wait_for_workers(min_workers, timeout=timeout_s)
        pool = DaskPool(client, build, fingerprint)
    except BaseException as error:
        client.close()  # type: ignore[no-untyped-call]
        if isinstance(error, TimeoutError):
            raise BusyError(f"the Dask scheduler at {address} has no workers") from error
        raise
    with closing(pool):
        yield pool


def _connect(address: str, timeout_s: float) -> "Client":
    try:
        from distributed import Client  # noqa: PLC0415 - as above.
    except ModuleNotFoundError as error:
        raise SettingsError(f"--dask needs the library distributed, which is not installed; {_INSTALL}") from error
    try:
        return Client(address, timeout=timeout_s, set_as_default=False)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise SettingsError(f"--dask is {address!r}, which is not the address of a scheduler: {error}") from error
    except OSError as error:
        raise BusyError(f"no Dask scheduler answers at {address}") from error


def extract_here(build: BuildReader, fingerprint: str, article: Article) -> "Found":
    """On a worker: an article's reports. The encoder is loaded with the first article, once in a process."""
    with _TURN:
        return _get_reader(build, fingerprint).extract(article)


@cache
def _get_reader(build: BuildReader, fingerprint: str) -> Reader:
    return build(fingerprint)


def build_worker_reader(fingerprint: str) -> Reader:
    """On a worker: what extracts there, with its own seeds. SettingsError where not all of it is the same."""
    settings = read_settings(os.environ)
    if read_fingerprint(settings) != fingerprint:
        raise SettingsError("a Dask worker has other code, weights or seeds than this command; start it with the same")
    reader: Reader = import_module("service.loader.readers.text_reader").build_text_reader(settings, max_tokens=None)
    return reader


def read_fingerprint(settings: Settings) -> str:
    """A digest of all that an article's reports depend on."""
    digest = hashlib.sha256(VERSION.encode())
    rules = (path for pattern in _RULES for path in _SERVICE.glob(pattern) if path.suffix != ".pyc")
    for path in sorted((*rules, *settings.seeds.glob("*.csv"))):
        if path.is_file():
            digest.update(f"\n{path.name}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
