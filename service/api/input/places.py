"""Places in query strings: what is in a box, and what is near a place."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from marshmallow import ValidationError

from service.api.input.fields import Data, TextField
from service.domain.circles import Circle
from service.domain.queries import Box
from service.errors import ParameterError

ALLOWED_BOX = "west,south,east,north in degrees, with commas between them"
ALLOWED_NEAR = "latitude,longitude in degrees, with a comma between them"
MIN_RADIUS_KM, MAX_RADIUS_KM, DEFAULT_RADIUS_KM = 1, 2_000, 50
ALLOWED_RADIUS = (
    f"kilometres from {MIN_RADIUS_KM}km to {MAX_RADIUS_KM}km, with `near`; {DEFAULT_RADIUS_KM}km where it is left out"
)
_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,12})?"
_BOX_PATTERN = f"^{_DEGREES}(,{_DEGREES}){{3}}$"
_POINT_PATTERN = f"^{_DEGREES},{_DEGREES}$"
_RADIUS_PATTERN = r"^[0-9]{1,4}(\.[0-9]{1,3})?km$"


class Point(NamedTuple):
    """A place in degrees of WGS 84."""

    latitude: float
    longitude: float


class BoxField(TextField[Box]):
    """West, south, east and north, in degrees."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 7, "maxLength": 83, "pattern": _BOX_PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> Box:
        # As people write degrees: `float` would read "nan", "1e1", " 10" and "1_0" too.
        if not re.fullmatch(_BOX_PATTERN, value):
            raise ValidationError("it is not four plain numbers with commas between them")
        box = Box(*map(float, value.split(",")))
        if not (-90 <= box.south <= box.north <= 90 and abs(box.west) <= 180 and abs(box.east) <= 180):
            raise ValidationError("it is no box: south must not be above north, and degrees have bounds")
        return box


class PointField(TextField[Point]):
    """Latitude and longitude, in degrees."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 3, "maxLength": 41, "pattern": _POINT_PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> Point:
        if not re.fullmatch(_POINT_PATTERN, value):
            raise ValidationError("it is not two plain numbers with a comma between them")
        point = Point(*map(float, value.split(",")))
        if abs(point.latitude) > 90 or abs(point.longitude) > 180:
            raise ValidationError("it is no place: the latitude comes first, and degrees have bounds")
        return point


class RadiusField(TextField[float]):
    """How far is near, in kilometres."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 3, "maxLength": 10, "pattern": _RADIUS_PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> float:
        if not re.fullmatch(_RADIUS_PATTERN, value):
            raise ValidationError("it is not a plain number with km behind it")
        radius = float(value.removesuffix("km"))
        if not MIN_RADIUS_KM <= radius <= MAX_RADIUS_KM:
            raise ValidationError("it is out of range")
        return radius


def join_circle(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with `near` and `radius` as one circle, called `near`. A radius around nothing is refused."""
    others = {name: value for name, value in values.items() if name not in {"near", "radius"}}
    if "near" in values:
        point, radius = values["near"], values.get("radius", float(DEFAULT_RADIUS_KM))
        return others | {"near": Circle(point.latitude, point.longitude, radius)}
    if "radius" in values:
        raise ParameterError("radius", "`radius` needs `near`", allowed="nothing without `near`")
    return others
