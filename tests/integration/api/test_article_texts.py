"""The text of an article, which is given only where it may be."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.app import create_app
from service.domain.articles.article import Rendition
from service.domain.changes import Action, Cause
from service.settings import Settings, TextAccess
from service.storage.database.engine import open_transaction
from service.storage.tables.revisions import add_revision
from service.storage.write.articles import NewArticle, save_articles
from tests.builders import build_article
from tests.integration.api.conftest import NOW

TEXTS = {
    Rendition.DIGEST: 'Our words: "the base" was handed over.\n\nIn Kirkuk, 🏛.',
    Rendition.FULL: "<p>Theirs</p>",
}
ARTICLES = {kind: replace(build_article(text, f"{kind}.txt", None), rendition=kind) for kind, text in TEXTS.items()}


def make_client(engine: Engine, access: TextAccess) -> FlaskClient:
    return create_app(replace(Settings(), article_texts=access), engine).test_client()


def store_articles(engine: Engine) -> None:
    with open_transaction(engine) as session:
        revision = add_revision(session, NOW, Cause(Action.LOAD, None))
        new = [NewArticle(article, article.content_hash, None, ()) for article in ARTICLES.values()]
        save_articles(session, new, revision)


@pytest.mark.parametrize(
    ("access", "given"),
    [
        (TextAccess.DIGESTS, {Rendition.DIGEST}),
        (TextAccess.ALL, {Rendition.DIGEST, Rendition.FULL}),
        (TextAccess.NONE, set()),
    ],
)
def test_show_article_with_access_to_some_texts_gives_these_and_null_for_others(
    engine: Engine, access: TextAccess, given: set[Rendition]
) -> None:
    store_articles(engine)
    client = make_client(engine, access)
    for kind, article in ARTICLES.items():
        item = client.get(f"/v1/articles/{article.content_hash}").get_json()
        assert item["rendition"] == kind
        assert item["text"] == (TEXTS[kind] if kind in given else None)


def test_list_articles_gives_no_texts(engine: Engine) -> None:
    store_articles(engine)
    items = make_client(engine, TextAccess.ALL).get("/v1/articles").get_json()["items"]
    assert len(items) == 2
    assert all("text" not in item for item in items)


def test_show_article_after_access_was_changed_is_sent_anew(engine: Engine) -> None:
    store_articles(engine)
    path = f"/v1/articles/{ARTICLES[Rendition.FULL].content_hash}"
    before = make_client(engine, TextAccess.ALL).get(path)
    known = {"If-None-Match": before.headers["ETag"]}
    assert make_client(engine, TextAccess.ALL).get(path, headers=known).status_code == 304
    after = make_client(engine, TextAccess.NONE).get(path, headers=known)
    assert (after.status_code, after.get_json()["text"]) == (200, None)
