from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/v1/events?limit={limit}", 2),
        ("/v1/events?limit={limit}&date=2020", 2),
        ("/v1/events?limit={limit}&base=k1,q-west&date=2020", 3),
        ("/v1/events?limit={limit}&as_of=3", 3),
        ("/v1/events?limit={limit}&q=coalition&role=leaving&bbox=0,0,90,90&published=2020&base!=q-west", 3),
        ("/v1/events?limit={limit}&include=reports,claims&count=exact", 5),
        ("/v1/events?limit={limit}&format=geojson", 2),
        ("/v1/events/summary?by=base,month&fill=true&date=2020", 3),
        ("/v1/changes?limit={limit}", 2),
        ("/v1/events/handover-2/history?limit={limit}", 3),
        (
            "/v1/events?limit={limit}&base=k1,q-west&actor=iraq,cjtf-oir&source=press-tv,kirkuknow&type=attack,handover",
            6,
        ),
        ("/v1/bases?limit={limit}", 2),
        ("/v1/actors?limit={limit}", 2),
        ("/v1/sources?limit={limit}", 2),
        ("/v1/articles?limit={limit}", 2),
    ],
)
@pytest.mark.parametrize("limit", [1, 200])
def test_list_sends_a_number_of_statements_that_no_page_size_changes(
    client: FlaskClient, stocked_engine: Engine, path: str, count: int, limit: int
) -> None:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    client.get(path.format(limit=limit))
    event.listen(stocked_engine, "before_cursor_execute", note)
    assert client.get(path.format(limit=limit)).status_code == 200
    assert len(sent) == count, sent
