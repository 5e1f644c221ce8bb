"""What people read of an event in one line: its title, and who took part."""

from collections.abc import Mapping
from typing import Any

# How a title begins whose event did not surely occur.
_PREFIXES = {"planned": "Planned: ", "denied": "Denied: "}


def write_title(event: Mapping[str, Any]) -> str:
    """Write the title of an event, from its JSON: `Planned: handover, K1 Air Base, IQ, 2020-03-29`."""
    place = [event["base"]["name"]] if event["base"] else []
    country = [event["country"]] if event["country"] else []
    date = event["date"]["edtf"] if event["date"] else "undated"
    title = ", ".join([event["type"].replace("-", " "), *place, *country, date])
    prefix = _PREFIXES.get(event["status"], "")
    return prefix + (title if prefix else title[0].upper() + title[1:])


def write_summary(event: Mapping[str, Any]) -> str:
    """Write who took part and who says so: `leaving: United States; sources: Press TV, teleSUR English`."""
    roles: dict[str, list[str]] = {}
    for actor in event["actors"]:
        roles.setdefault(actor["role"], []).append(actor["name"])
    people = next((figure for figure in event["figures"] if figure["kind"] == "personnel"), None)
    parts = [f"{role}: {', '.join(names)}" for role, names in roles.items()]
    parts += [f"personnel: {people['best']}"] if people else []
    parts += [f"sources: {list_source_names(event)}"] if event["sources"] else []
    return "; ".join(parts)


def list_source_names(event: Mapping[str, Any]) -> str:
    """The names of an event's sources, with commas between them."""
    return ", ".join(source["name"] for source in event["sources"])
