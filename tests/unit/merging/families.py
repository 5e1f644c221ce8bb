"""Event types whose families and ranks the merging tests are about."""

from tests.builders import build_event_type

EVENT_TYPES = (
    build_event_type("withdrawal", "departure", 1),
    build_event_type("closure", "departure", 2),
    build_event_type("handover", "departure", 3),
    build_event_type("deployment", "arrival", 1),
    build_event_type("attack", "attack", 1),
)
