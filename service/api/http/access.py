"""Authentication by API keys, sent as `Authorization: Bearer SECRET`."""

from flask import Flask, current_app, request

from service.api.http.databases import get_engine
from service.domain.access import ApiKey, Scope, hash_secret
from service.errors import ForbiddenError, UnauthenticatedError
from service.settings import Reads
from service.storage.database.engine import open_session
from service.storage.write.api_keys import find_valid_key

_EXTENSION = "basewatch_reads"
SCHEME = "apiKey"
SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "API key, issued by the operator. Reading needs none unless the operator requires one.",
}


def register_access(app: Flask, reads: Reads) -> None:
    """Check the API key before the view of any request that needs one."""
    app.extensions[_EXTENSION] = reads
    app.before_request(_check_access)


def build_security(scope: Scope | None) -> list[dict[str, list[str]]]:
    """Build an operation's OpenAPI `security`: optional for reading, required for writing."""
    if scope is None:
        return []
    return [{SCHEME: []}] if scope is Scope.WRITE else [{}, {SCHEME: []}]


def _check_access() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    scope: Scope | None = getattr(view, "scope", None)
    if scope is None or request.method == "OPTIONS":
        return
    key = _find_key()
    if scope is Scope.READ and current_app.extensions[_EXTENSION] is Reads.OPEN:
        return
    if key is None:
        raise UnauthenticatedError(f"an API key with the scope {scope} is required; send `Authorization: Bearer KEY`")
    if scope not in key.scopes:
        raise ForbiddenError(f"the API key does not have the scope {scope}")


def _find_key() -> ApiKey | None:
    """Return the request's key, or null if it has none. An invalid key is an error."""
    given = request.authorization if "HTTP_AUTHORIZATION" in request.environ else None
    if given is None or given.type != "bearer":
        return None
    # A key that was revoked may still be valid on a replica.
    with open_session(get_engine()) as session:
        key = find_valid_key(session, hash_secret(given.token or ""))
    if key is None:
        raise UnauthenticatedError("invalid or revoked API key")
    return key
