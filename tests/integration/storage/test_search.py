"""What `q` finds on both databases: each spelling of a name finds all the others, and nothing else."""

import json

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from service.domain.names.words import parse_search_terms
from service.domain.queries import EventQuery, PageRequest
from service.storage.database.engine import WRITES, open_transaction
from service.storage.database.schema import migrate
from service.storage.read.events import find_events
from tests.builders import build_actor, build_base, build_participation, build_quote, build_report, build_source
from tests.earlier_schemas import go_back
from tests.integration.storage.storing import render_json, store_names, store_told_event

TOLD = {
    "k1-hyphen": "Forces left K-1 on Sunday.",
    "k1-joined": "Forces left K1 on Sunday.",
    "k1-apart": "Forces left K 1 on Sunday.",
    "k1-dash": "Forces left K–1 on Sunday.",
    "k2": "Forces left K-2 at 1 p.m. for Kirkuk.",
    "qaim-hyphen": "Forces left al-Qa'im on Sunday.",
    "qaim-curly": "Forces left Al‑Qa’im on Sunday.",
    "qaim-apart": "Forces left Al Qaim on Sunday.",
    "qaim-joined": "Forces left Alqaim on Sunday.",
    "asad-hyphen": "Forces left Ain al-Asad on Sunday.",
    "asad-apart": "Forces left Ain Al Asad on Sunday.",
    "asad-other": "Forces left Ayn al-Asad on Sunday.",
    "evreux": "Forces left Évreux, Ørland and Łask on Sunday.",
    "plain": "Forces left Evreux, Orland and Lask on Sunday.",
    "script": "Forces left قاعدة عَيْن الأسد on Sunday.",
}
K1 = ["k1-apart", "k1-dash", "k1-hyphen", "k1-joined"]
QAIM = ["qaim-apart", "qaim-curly", "qaim-hyphen", "qaim-joined"]
ASAD = ["asad-apart", "asad-hyphen", "asad-other"]
FOUND = [
    *((question, K1) for question in ("K-1", "K1", "k1", "K 1", "K‑1", "'K-1'", "left K–1")),
    ("k-2", ["k2"]),
    ("kirkuk K2", ["k2"]),
    *((question, QAIM) for question in ("al-Qa'im", "Al Qaim", "alqaim", "AL‑QA’IM", "al-qa`im sunday", "al-Qa")),
    ("qaim", [name for name in QAIM if name != "qaim-joined"]),
    *((question, ASAD) for question in ("al-Asad", "alasad", "Al Asad")),
    ("Ain al-Asad", ["asad-apart", "asad-hyphen"]),
    ("Ain-al-Asad", ["asad-apart", "asad-hyphen"]),
    ("ayn alasad", ["asad-other"]),
    *((question, ["evreux", "plain"]) for question in ("Évreux", "evreux", "ØRLAND", "Orland", "lask Łask")),
    ("عين الاسد", ["script"]),
    # Names of the base, its aliases, the actor and the source.
    ("h3 deir ezzor", ["names"]),
    ("H-3 Deir-ez-Zor", ["names"]),
    ("Deir ez Zor", ["names"]),
    ("presstélé", ["names"]),
    ("Press Tele", ["names"]),
    ("hashd alshaabi", ["names"]),
    ("Hashd Al-Sha’abi", ["names"]),
    ("Hashd Sha abi", ["names"]),
    ("K-3", []),
    ("qaim asad", []),
    ("\\\\' | k1:* & !x", []),
]


def store_all(session: Session) -> None:
    store_names(session)
    for event, words in TOLD.items():
        report = build_report(base=None, participations=[], quotes=[build_quote(words, 0)])
        store_told_event(session, event, report, build_source("other", "Other"), rendered=render_json)
    base = build_base("h3", "H-3", ("Deir ez-Zor",))
    actor = build_actor("hashd", "Hashd al-Sha'abi")
    report = build_report(base=base, participations=[build_participation(actor)], quotes=[build_quote("They left", 0)])
    store_told_event(session, "names", report, build_source("press", "Press-Télé"), rendered=render_json)


def find(session: Session, question: str) -> list[str]:
    page = find_events(session, EventQuery({"q": parse_search_terms(question)}), PageRequest(limit=50))
    return sorted(json.loads(event.document)["id"] for event in page.items)


@pytest.fixture(params=["written", "migrated"])
def searched(request: pytest.FixtureRequest, engine: Engine) -> Engine:
    """A store as it is written, and one whose words the migration makes anew from what else is stored."""
    with open_transaction(engine) as session:
        store_all(session)
    if request.param == "migrated":
        go_back(engine, "0005")
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            connection.execute(text("UPDATE report SET search_text = 'old'"))
        migrate(engine)
    return engine


def test_find_events_by_words_finds_all_spellings_and_nothing_else(searched: Engine) -> None:
    with Session(searched) as session:
        found = {question: find(session, question) for question, _ in FOUND}
    assert found == {question: sorted(events) for question, events in FOUND}


def test_migrate_of_words_gives_what_is_written_anew(engine: Engine) -> None:
    with open_transaction(engine) as session:
        store_all(session)
    select = text("SELECT search_text FROM report ORDER BY id")
    with engine.connect() as connection:
        written = connection.execute(select).scalars().all()
    go_back(engine, "0005")
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(select).scalars().all() == written
    assert all(written)
