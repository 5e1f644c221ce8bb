"""`migrate`: migrate the database to the current schema."""

import argparse

from service.settings import Settings
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate


def run(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 0, also where there was nothing to do."""
    engine = build_engine(settings.database_url)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    return 0
