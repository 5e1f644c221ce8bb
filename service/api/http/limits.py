"""Rate limits by client address, counted for all workers of a server, or in Redis for several servers."""

import time
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import ApplicationLimit, Limiter
from limits.errors import ConfigurationError

from service.api.http.counters import CounterTable, SharedStorage
from service.errors import SettingsError
from service.settings import NO_LIMIT, Settings

MEMORY = "memory://"
# If Redis does not respond within this, each process counts for itself until it does.
_REDIS_TIMEOUT_S = 0.5


# The IPv6 prefix of one subscriber, who can use any address in it for each request.
_IPV6_PREFIX = 64


def register_limits(
    app: Flask, settings: Settings, *, reading: Any, exempt: Any, counters: CounterTable | None = None
) -> None:
    """Respond with 429 above the limit. `reading` is the blueprint of extraction; `exempt` has no limit.

    `counters` are shared by all workers, and replace counting in this process's memory.
    """
    if settings.rate_limit == settings.rate_limit_extract == NO_LIMIT:
        return
    limiter = _build_limiter(settings, reading.name, counters)
    if settings.rate_limit_extract != NO_LIMIT:
        limiter.limit(settings.rate_limit_extract, override_defaults=False, exempt_when=_is_preflight)(reading)
    limiter.exempt(exempt)
    try:
        limiter.init_app(app)
    except ConfigurationError as error:
        raise SettingsError(f"BASEWATCH_RATE_LIMIT_STORAGE cannot be used: {error}") from error
    except ValueError as error:
        # The library's message may contain a part of the password.
        raise SettingsError("BASEWATCH_RATE_LIMIT_STORAGE is not a URL; write a / in a password as %2F") from error
    app.after_request(lambda response: _add_limit_headers(limiter, response))


def _build_limiter(settings: Settings, limited: str, counters: CounterTable | None) -> Limiter:
    uri, options = _choose_storage(settings.rate_limit_storage, counters)
    limits = [] if settings.rate_limit == NO_LIMIT else [settings.rate_limit]
    limiter = Limiter(
        _find_client,
        application_limits=[ApplicationLimit(limit, exempt_when=_is_preflight) for limit in limits],
        storage_uri=uri,
        storage_options=options,
        in_memory_fallback_enabled=True,
        key_prefix="basewatch",
    )
    if not limits:
        # Else the library would look up the limits of every request, only to find none.
        limiter.request_filter(lambda: request.blueprint != limited)
    return limiter


def _choose_storage(storage: str, counters: CounterTable | None) -> tuple[str, dict[str, Any]]:
    """Return the library's storage URI and options."""
    if storage.startswith(("redis://", "rediss://")):
        return storage, {"socket_timeout": _REDIS_TIMEOUT_S, "socket_connect_timeout": _REDIS_TIMEOUT_S}
    if not storage.startswith(MEMORY):
        raise SettingsError(f"BASEWATCH_RATE_LIMIT_STORAGE must be {MEMORY} or redis://host:port")
    return (storage, {}) if counters is None else (f"{SharedStorage.STORAGE_SCHEME[0]}://", {"table": counters})


def _is_preflight() -> bool:
    return request.method == "OPTIONS"


def _find_client() -> str:
    """Return the client's key, from its address behind trusted proxies; a Unix socket has no address."""
    return build_client_key(request.remote_addr) if request.remote_addr else "local"


def build_client_key(address: str) -> str:
    """Build the rate limit key: for IPv6 the subscriber's network, for mapped IPv4 addresses the plain one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, _IPV6_PREFIX), strict=False))


def _add_limit_headers(limiter: Limiter, response: Response) -> Response:
    """Add the `RateLimit` headers (IETF draft) of the nearest limit and what is left of it."""
    limit = limiter.current_limit
    if limit is None:
        return response
    window = limit.limit.get_expiry()
    try:
        left, wait = max(0, limit.remaining), min(window, max(1, limit.reset_at - int(time.time())))
    except Exception:
        current_app.logger.warning("request %s: the remaining rate limit is unknown", g.request_id)
        left, wait = 0, window
    response.headers["RateLimit-Policy"] = f'"default";q={limit.limit.amount};w={window}'
    response.headers["RateLimit"] = f'"default";r={left};t={wait}'
    if limit.breached:
        response.headers["Retry-After"] = str(wait)
    return response
