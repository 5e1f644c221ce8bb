"""How exactly it is known where something happened."""

from dataclasses import replace

import pytest

from service.domain.names.places import Base, PlacePrecision, find_place_precision
from tests.builders import build_base

K1 = build_base()


@pytest.mark.parametrize(
    ("base", "country", "precision"),
    [
        (K1, "IQ", PlacePrecision.BASE),
        (replace(K1, region=None), None, PlacePrecision.BASE),
        # On the equator and the first meridian all is as exact as elsewhere.
        (replace(K1, latitude=0.0, longitude=0.0), "IQ", PlacePrecision.BASE),
        (replace(K1, latitude=None, longitude=None), "IQ", PlacePrecision.REGION),
        # One that was found by its name alone.
        (Base("incirlik-base", "Incirlik base", country="TR"), "TR", PlacePrecision.COUNTRY),
        (None, "IQ", PlacePrecision.COUNTRY),
        (Base("hidden", "Hidden base"), None, None),
        (None, None, None),
    ],
)
def test_find_place_precision_gives_what_is_known(
    base: Base | None, country: str | None, precision: PlacePrecision | None
) -> None:
    assert find_place_precision(base, country) == precision
