"""What is near a place, in boxes and in regions, by the database and by looking at every base."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.domain.circles import Circle
from service.domain.names.places import Base
from service.domain.queries import NameOrder, NameQuery, PageRequest
from service.errors import ParameterError
from service.storage.database.engine import build_engine, open_transaction
from service.storage.names.gazetteer import save_gazetteer
from service.storage.names.places import find_distances, resolve_nearby, resolve_regions
from service.storage.read.names import find_bases
from tests.builders import EVENT_TYPES, build_base, build_gazetteer
from tests.conftest import BACKENDS, make_database, open_passing_session

LATITUDES = (-90.0, -89.5, -60.0, -17.75, 0.0, 35.5, 70.0, 89.0, 90.0)
LONGITUDES = (-180.0, -179.5, -120.0, -0.5, 0.0, 44.25, 100.0, 179.5, 180.0)
PLACED = [
    replace(build_base(f"base-{latitude}-{longitude}".lower(), "Base", ()), latitude=latitude, longitude=longitude)
    for latitude in LATITUDES
    for longitude in LONGITUDES
]
HIDDEN = replace(build_base("hidden", "Hidden", ()), latitude=None, longitude=None, region="Al-Anbar")
BASES = (*PLACED, HIDDEN, replace(build_base("other", "Other", ()), region="Al Anbar", latitude=None, longitude=None))


@pytest.fixture(scope="session", params=BACKENDS)
def globe_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = build_engine(make_database(request, request.param, "globe"))
    with open_transaction(engine) as session:
        save_gazetteer(session, build_gazetteer(BASES), EVENT_TYPES)
    yield engine
    engine.dispose()


@pytest.fixture
def globe(globe_engine: Engine) -> Iterator[Session]:
    with open_passing_session(globe_engine) as session:
        yield session


def measure_all(circle: Circle) -> dict[str, float]:
    """Every base that is near, by measuring to each."""
    measured = {base.slug: measure(circle, base) for base in PLACED}
    return {slug: distance for slug, distance in measured.items() if distance <= circle.radius_km}


def measure(circle: Circle, base: Base) -> float:
    assert base.latitude is not None
    assert base.longitude is not None
    return circle.measure(base.latitude, base.longitude)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    latitude=st.one_of(st.floats(-90, 90), st.sampled_from(LATITUDES)),
    longitude=st.one_of(st.floats(-180, 180), st.sampled_from(LONGITUDES)),
    radius=st.floats(1, 2_000),
)
def test_find_distances_gives_what_measuring_to_each_base_gives(
    globe: Session, latitude: float, longitude: float, radius: float
) -> None:
    circle = Circle(latitude, longitude, radius)
    expected = measure_all(circle)
    assert find_distances(globe, circle) == expected
    assert resolve_nearby(globe, circle, "near", past=False).bases == tuple(sorted(expected))
    query = NameQuery(distances=expected, order=NameOrder.DISTANCE)
    found = find_bases(globe, PageRequest(limit=100), query).items
    assert [(item.distance_km, item.base.slug) for item in found] == sorted((km, slug) for slug, km in expected.items())


@pytest.mark.parametrize(
    ("circle", "count"),
    [
        # On a pole and on the 180th meridian several bases are at one place.
        (Circle(90, 17, 1), len(LONGITUDES)),
        (Circle(-90, 0, 100), 2 * len(LONGITUDES)),
        (Circle(0, 180, 1), 2),
        (Circle(0, -179.9, 70), 4),
        (Circle(0, 150, 100), 0),
    ],
)
def test_find_distances_at_poles_and_across_the_date_line(globe: Session, circle: Circle, count: int) -> None:
    assert len(find_distances(globe, circle)) == count


def test_regions_are_all_that_are_written_alike_but_for_signs(globe: Session) -> None:
    assert resolve_regions(globe, ["AL ANBAR"]) == resolve_regions(globe, ["alanbar"]) == ("Al Anbar", "Al-Anbar")
    assert resolve_regions(globe, ["Kirkuk", "al-anbar", "kirkuk"]) == ("Kirkuk", "Al Anbar", "Al-Anbar")
    assert resolve_regions(globe, []) == ()
    with pytest.raises(ParameterError) as caught:
        resolve_regions(globe, ["Al-Anbat"])
    assert (caught.value.parameter, caught.value.nearest) == ("region", "Al Anbar")
