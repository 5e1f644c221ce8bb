"""How often a client may ask: counted by address, in this process or in a Redis that all of them share."""

import time
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import ApplicationLimit, Limiter
from limits.errors import ConfigurationError

from service.errors import SettingsError
from service.settings import NO_LIMIT, Settings

MEMORY = "memory://"
# Where the counters do not answer within this, each process counts for itself until they do.
_REDIS_TIMEOUT_S = 0.5


def register_limits(app: Flask, settings: Settings, *, reading: Any, exempt: Any) -> None:
    """Refuse with 429 what is asked too often. `reading` is the blueprint that reads texts; `exempt` has no limit."""
    if settings.rate_limit == settings.rate_limit_extract == NO_LIMIT:
        return
    limiter = _build_limiter(settings, reading.name)
    if settings.rate_limit_extract != NO_LIMIT:
        limiter.limit(settings.rate_limit_extract, override_defaults=False, exempt_when=_is_preflight)(reading)
    limiter.exempt(exempt)
    try:
        limiter.init_app(app)
    except ConfigurationError as error:
        raise SettingsError(f"BASEWATCH_RATE_LIMIT_STORAGE cannot be used: {error}") from error
    except ValueError as error:
        # What is taken for the port, and told with the error, may be a part of the password.
        raise SettingsError("BASEWATCH_RATE_LIMIT_STORAGE is no URL; write a / in a password as %2F") from error
    app.after_request(lambda response: _tell_limit(limiter, response))


class _Limiter(Limiter):
    """One that costs nothing where nothing is limited: the library looks for limits of every request, at length."""

    def __init__(self, settings: Settings, limited: str, **options: Any) -> None:
        super().__init__(_find_client, **options)
        self._limited = None if settings.rate_limit != NO_LIMIT else limited

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if self._limited is None or request.blueprint == self._limited:
            super()._check_request_limit(callable_name, in_middleware)


def _build_limiter(settings: Settings, limited: str) -> Limiter:
    storage = settings.rate_limit_storage
    if not storage.startswith((MEMORY, "redis://", "rediss://")):
        raise SettingsError(f"BASEWATCH_RATE_LIMIT_STORAGE must be {MEMORY} or redis://host:port")
    timeouts: dict[str, Any] = {"socket_timeout": _REDIS_TIMEOUT_S, "socket_connect_timeout": _REDIS_TIMEOUT_S}
    limits = [] if settings.rate_limit == NO_LIMIT else [settings.rate_limit]
    return _Limiter(
        settings,
        limited,
        application_limits=[ApplicationLimit(limit, exempt_when=_is_preflight) for limit in limits],
        storage_uri=storage,
        storage_options={} if storage.startswith(MEMORY) else timeouts,
        in_memory_fallback_enabled=True,
        key_prefix="basewatch",
    )


def _is_preflight() -> bool:
    return request.method == "OPTIONS"


def _find_client() -> str:
    """The address of whoever asks, as trusted proxies tell it. A server on a socket of files knows none."""
    return request.remote_addr or "local"


def _tell_limit(limiter: Limiter, response: Response) -> Response:
    """Tell the limit that is nearest, and how much of it is left, as the IETF's draft on such headers has it."""
    limit = limiter.current_limit
    if limit is None:
        return response
    window = limit.limit.get_expiry()
    try:
        left, wait = max(0, limit.remaining), min(window, max(1, limit.reset_at - int(time.time())))
    except Exception:
        current_app.logger.warning("request %s: what is left of its limit is not known", g.request_id)
        left, wait = 0, window
    response.headers["RateLimit-Policy"] = f'"default";q={limit.limit.amount};w={window}'
    response.headers["RateLimit"] = f'"default";r={left};t={wait}'
    if limit.breached:
        response.headers["Retry-After"] = str(wait)
    return response
