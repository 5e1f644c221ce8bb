"""The list of the servers that the race is against: pinned and hashed as all lists are, and in no other."""

import re

from packaging.requirements import Requirement

from tests.unit.requirements.closure import LISTS, ROOT, get_version, read_pins

LIST = (ROOT / "requirements/race.txt").read_text("utf-8")


def read_asked() -> list[Requirement]:
    lines = (ROOT / "requirements/race.in").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line[:1].isalnum()]


def test_list_of_the_race_pins_what_is_asked_for() -> None:
    pins = {pin.name: get_version(pin) for pin in read_pins("race")}
    asked = read_asked()
    assert {requirement.name for requirement in asked} == {"datasette", "roapi"}
    assert all(requirement.specifier.contains(pins[requirement.name]) for requirement in asked)


def test_list_of_the_race_has_a_hash_for_each_package_and_names_no_place() -> None:
    entries = re.split(r"^(?=[a-z0-9])", LIST, flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LIST


def test_servers_of_the_race_are_in_no_list_of_the_service() -> None:
    peers = {requirement.name for requirement in read_asked()}
    assert {name for name in LISTS if peers & {pin.name for pin in read_pins(name)}} == set()
