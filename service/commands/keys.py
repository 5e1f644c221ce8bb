"""`keys`: create, list and revoke API keys."""

import argparse
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

from service.commands.stores import open_store
from service.domain.access import ApiKey, Scope, hash_secret
from service.errors import NotFoundError
from service.settings import Settings
from service.storage.database.engine import open_session, open_transaction
from service.storage.write.api_keys import find_api_keys, revoke_api_key, save_api_key

# Makes a leaked secret recognizable.
SECRET_PREFIX = "bw_"  # noqa: S105 - the public part of a secret.


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where an id that should be revoked was of no key."""
    with open_store(settings) as engine:
        return _ACTIONS[arguments.action](arguments, engine)


def _create(arguments: argparse.Namespace, engine: Engine) -> int:
    """Print the secret, which cannot be read later."""
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    scopes = frozenset(Scope(scope) for scope in arguments.scopes or [Scope.READ])
    key = ApiKey(id=secrets.token_hex(4), name=arguments.name, scopes=scopes, created_at=datetime.now(UTC))
    with open_transaction(engine) as session:
        save_api_key(session, key, hash_secret(secret))
    sys.stderr.write(f"key {key.id} ({key.name}) may {_describe(key)}; its secret is shown this once:\n")
    sys.stdout.write(secret + "\n")
    return 0


def _list(_arguments: argparse.Namespace, engine: Engine) -> int:
    with open_session(engine) as session:
        keys = find_api_keys(session)
    for key in keys:
        state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "valid"
        fields = (key.id, key.name, _describe(key), f"created {key.created_at:%Y-%m-%d %H:%M}", state)
        sys.stdout.write("\t".join(fields) + "\n")
    return 0


def _revoke(arguments: argparse.Namespace, engine: Engine) -> int:
    failed = False
    for key_id in arguments.ids:
        try:
            with open_transaction(engine) as session:
                revoke_api_key(session, key_id, datetime.now(UTC))
            sys.stdout.write(f"key {key_id} is revoked\n")
        except NotFoundError as error:
            failed = True
            sys.stderr.write(f"basewatch: {error}\n")
    return 1 if failed else 0


def _describe(key: ApiKey) -> str:
    return " and ".join(sorted(key.scopes))


_ACTIONS: dict[str, Callable[[argparse.Namespace, Engine], int]] = {
    "create": _create,
    "list": _list,
    "revoke": _revoke,
}
