from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.domain.access import ApiKey, Scope, hash_secret
from service.errors import NotFoundError
from service.storage.write.api_keys import find_api_keys, find_valid_key, revoke_api_key, save_api_key

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
SECRET = "bw_a-secret-that-nobody-can-guess"  # noqa: S105 - it opens nothing.


def build_key(key_id: str = "abcd1234", minutes: int = 0) -> ApiKey:
    scopes = frozenset({Scope.READ, Scope.WRITE})
    return ApiKey(id=key_id, name="map", scopes=scopes, created_at=NOW + timedelta(minutes=minutes))


def test_find_valid_key_of_its_secret_gives_the_key_and_of_another_none(session: Session) -> None:
    save_api_key(session, build_key(), hash_secret(SECRET))
    assert find_valid_key(session, hash_secret(SECRET)) == build_key()
    assert find_valid_key(session, hash_secret(SECRET + "x")) is None


def test_find_valid_key_after_it_was_revoked_gives_none(session: Session) -> None:
    save_api_key(session, build_key(), hash_secret(SECRET))
    revoke_api_key(session, "abcd1234", NOW)
    assert find_valid_key(session, hash_secret(SECRET)) is None


def test_revoke_api_key_again_keeps_the_first_moment(session: Session) -> None:
    save_api_key(session, build_key(), hash_secret(SECRET))
    revoke_api_key(session, "abcd1234", NOW)
    revoke_api_key(session, "abcd1234", NOW + timedelta(days=1))
    assert [key.revoked_at for key in find_api_keys(session)] == [NOW]


def test_revoke_api_key_that_is_unknown_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError, match="keys list"):
        revoke_api_key(session, "nope", NOW)


def test_find_api_keys_gives_all_in_the_order_of_their_making(session: Session) -> None:
    for key_id, minutes in (("b", 2), ("a", 3), ("c", 1)):
        save_api_key(session, build_key(key_id, minutes), hash_secret(key_id))
    assert [key.id for key in find_api_keys(session)] == ["c", "b", "a"]


def test_save_api_key_stores_nothing_that_gives_the_secret_away(session: Session) -> None:
    save_api_key(session, build_key(), hash_secret(SECRET))
    row = session.execute(text("SELECT * FROM api_key")).one()
    assert SECRET not in str(row)
