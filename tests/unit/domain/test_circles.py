"""Circles on the globe against a way of measuring that has nothing in common with it: angles between vectors."""

from math import acos, atan2, cos, degrees, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.circles import EARTH_RADIUS_KM, Circle, measure_distance
from service.domain.queries import Box

LATITUDES = st.one_of(st.floats(-90, 90), st.floats(89, 90), st.floats(-90, -89))
LONGITUDES = st.one_of(st.floats(-180, 180), st.floats(178, 180), st.floats(-180, -178))
CIRCLES = st.builds(Circle, LATITUDES, LONGITUDES, st.floats(1, 2_000))


def point(latitude: float, longitude: float) -> tuple[float, float, float]:
    up, around = radians(latitude), radians(longitude)
    return cos(up) * cos(around), cos(up) * sin(around), sin(up)


def measure_angle(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    pairs = zip(point(latitude, longitude), point(other_latitude, other_longitude), strict=True)
    return EARTH_RADIUS_KM * acos(max(-1.0, min(1.0, sum(one * other for one, other in pairs))))


def lies_in(box: Box, latitude: float, longitude: float) -> bool:
    east, west = longitude <= box.east, longitude >= box.west
    return box.south <= latitude <= box.north and ((east or west) if box.west > box.east else (east and west))


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_measure_distance_is_that_between_vectors(a: float, b: float, c: float, d: float) -> None:
    # The cosine of a small angle is nearly 1, and so tells less of it.
    assert measure_distance(a, b, c, d) == pytest.approx(measure_angle(a, b, c, d), rel=1e-6, abs=0.2)
    assert measure_distance(a, b, c, d) == pytest.approx(measure_distance(c, d, a, b), rel=1e-9, abs=1e-9)


@given(CIRCLES, st.floats(0, 1), st.floats(0, 2 * pi))
def test_bound_holds_whatever_lies_in_the_circle(circle: Circle, share: float, bearing: float) -> None:
    """A place that is so far from the middle in some direction."""
    angle = share * circle.radius_km / EARTH_RADIUS_KM
    up, around = radians(circle.latitude), radians(circle.longitude)
    height = max(-1.0, min(1.0, sin(up) * cos(angle) + cos(up) * sin(angle) * cos(bearing)))
    latitude = degrees(pi / 2 - acos(height))
    east, north = sin(bearing) * sin(angle) * cos(up), cos(angle) - sin(up) * height
    turned = degrees(around + atan2(east, north))
    longitude = (turned + 180) % 360 - 180
    assert circle.measure(latitude, longitude) <= circle.radius_km * (1 + 1e-6) + 0.01
    assert lies_in(circle.bound(), latitude, longitude)


@given(CIRCLES)
def test_bound_is_a_box_of_degrees_and_no_larger_than_it_must_be(circle: Circle) -> None:
    box = circle.bound()
    assert -90 <= box.south <= circle.latitude <= box.north <= 90
    assert -180 <= box.west <= 180
    assert -180 <= box.east <= 180
    if -60 < circle.latitude < 60:
        width = (box.east - box.west) % 360
        assert width * cos(radians(circle.latitude)) < 2.2 * degrees(circle.radius_km / EARTH_RADIUS_KM) + 0.001


@pytest.mark.parametrize(
    ("circle", "place", "distance"),
    [
        (Circle(0, 179.5, 200), (0, -179.5), 111.195),
        (Circle(-17.75, -179.9, 100), (-17.75, 179.9), 21.18),
        (Circle(89.5, 0, 200), (89.5, 180), 111.195),
        (Circle(-90, 12, 50), (-89.9, -100), 11.12),
        (Circle(51.5, -0.1, 500), (48.85, 2.35), 342.4),
    ],
)
def test_measure_across_the_date_line_and_a_pole_gives_the_short_way(
    circle: Circle, place: tuple[float, float], distance: float
) -> None:
    assert circle.measure(*place) == pytest.approx(distance, rel=0.001)
    assert lies_in(circle.bound(), *place)
