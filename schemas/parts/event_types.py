"""The slugs of event types."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

# Marks a property whose values the OpenAPI document names, and no client sees.
EVENT_TYPE_MARK = "x-event-type"


class EventTypeField(fields.String):
    """The slug of an event type."""

    def __init__(self, *, metadata: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(metadata={EVENT_TYPE_MARK: True, **metadata}, **kwargs)
