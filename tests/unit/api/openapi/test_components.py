"""What the document says of the shapes of answers."""

import pytest

from service.api.openapi.components import read_description


class OneSentence:
    """A place."""


class WithMaker:
    """A place on the globe.

    Dumps a `Place`. It is
    never null. Raises nothing.
    """


@pytest.mark.parametrize(
    ("kind", "purpose"), [(OneSentence, "A place."), (WithMaker, "A place on the globe. It is never null.")]
)
def test_purpose_is_what_a_class_says_to_users(kind: type, purpose: str) -> None:
    assert read_description(kind) == purpose
