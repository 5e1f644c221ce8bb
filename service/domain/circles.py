"""Circles on the globe: how far two places are apart, and which box holds all that is near one."""

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

from service.domain.queries import Box

# The mean radius of the Earth (IUGG). A sphere is at most half a percent wrong, far less than places are exact.
EARTH_RADIUS_KM = 6371.0088
# What sums of floating-point numbers may be wrong by: some centimetres.
_MARGIN_DEGREES = 1e-6


@dataclass(frozen=True, slots=True)
class Circle:
    """All that is at most so far from a place, in degrees of WGS 84 and kilometres along the globe."""

    latitude: float
    longitude: float
    radius_km: float

    def measure(self, latitude: float, longitude: float) -> float:
        """How far a place is from the middle, in kilometres."""
        return measure_distance(self.latitude, self.longitude, latitude, longitude)

    def bound(self) -> Box:
        """A box that holds the circle, across the 180th meridian and over the poles too."""
        reach = degrees(self.radius_km / EARTH_RADIUS_KM) + _MARGIN_DEGREES
        south, north = max(self.latitude - reach, -90.0), min(self.latitude + reach, 90.0)
        if south == -90.0 or north == 90.0:
            # Around a pole all meridians are near.
            return Box(-180.0, south, 180.0, north)
        width = degrees(asin(min(sin(radians(reach)) / cos(radians(self.latitude)), 1.0))) + _MARGIN_DEGREES
        return Box(_wrap(self.longitude - width), south, _wrap(self.longitude + width), north)


def measure_distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance of two places in kilometres (haversine)."""
    first, second = radians(latitude), radians(other_latitude)
    across = sin(radians(other_longitude - longitude) / 2) ** 2
    chord = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * across
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(chord, 1.0)))


def _wrap(longitude: float) -> float:
    """The same meridian from -180 to 180."""
    return longitude - 360 if longitude > 180 else longitude + 360 if longitude < -180 else longitude
