from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from service.domain.names.places import Base
from service.domain.queries import PageRequest
from service.errors import ParameterError
from service.storage.names.gazetteer import NameChanges, ensure_bases, save_gazetteer
from service.storage.names.resolve import find_type_slugs, resolve_actors, resolve_bases, resolve_sources
from service.storage.read.names import find_bases, get_actor, get_base, get_source
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_base,
    build_country,
    build_gazetteer,
    build_source,
)

KIRKUKNOW = replace(
    build_source("kirkuknow", "KirkukNow", ("kirkuknow.com",)), owner="Someone", state="IQ", reference="Wikipedia"
)
GAZETTEER = build_gazetteer(
    bases=[build_base(), build_base("al-asad", "Ain al-Asad Air Base", ("Al Asad", "Ayn al-Assad"))],
    actors=[build_actor(), build_actor("isf", "Iraqi security forces", ("Iraqi army",))],
    sources=[build_source(), KIRKUKNOW],
    countries=[build_country(), build_country("IQ", "iraq", "Iraq")],
)


@pytest.fixture
def named(session: Session) -> Session:
    save_gazetteer(session, GAZETTEER, EVENT_TYPES)
    return session


def test_save_gazetteer_again_changes_nothing(named: Session) -> None:
    assert save_gazetteer(named, GAZETTEER, EVENT_TYPES) == NameChanges()


def test_save_gazetteer_keeps_every_name_as_given(named: Session) -> None:
    assert get_base(named, "al-asad").base == GAZETTEER.bases[1]
    assert get_actor(named, "isf").actor == GAZETTEER.actors[1]
    assert get_source(named, "kirkuknow").source == GAZETTEER.sources[1]
    assert find_type_slugs(named) == ("attack", "handover", "withdrawal")


@pytest.mark.parametrize("name", ["k1", "K-1", "K1 Air Base", "k1 air-base", "K 1"])
def test_resolve_bases_takes_slug_name_or_alias(named: Session, name: str) -> None:
    assert resolve_bases(named, [name]) == ("k1",)


def test_resolve_bases_of_several_keeps_their_order_and_drops_repetition(named: Session) -> None:
    assert resolve_bases(named, ["Ayn al-Assad", "K-1", "Al-Asad"]) == ("al-asad", "k1")


def test_resolve_actors_takes_a_state_by_name_capital_or_adjective(named: Session) -> None:
    assert resolve_actors(named, ["United States", "us"]) == ("united-states",)
    assert resolve_actors(named, ["Iraq"]) == ("iraq",)


def test_resolve_actors_of_an_adjective_of_two_states_knows_neither(named: Session) -> None:
    with pytest.raises(ParameterError):
        resolve_actors(named, ["American"])


@pytest.mark.parametrize(
    ("resolve", "parameter", "name", "nearest"),
    [
        (resolve_bases, "base", "Ayn al Asat", "Ayn al-Assad"),
        (resolve_actors, "actor", "iraqi-armi", "Iraqi army"),
        (resolve_sources, "source", "kirkuk-no", "kirkuknow"),
        (resolve_sources, "source", "\0", None),
        (resolve_sources, "source", "zzzzzzzz", None),
    ],
)
def test_resolve_of_an_unknown_name_tells_parameter_value_and_nearest(
    named: Session, resolve: type, parameter: str, name: str, nearest: str | None
) -> None:
    with pytest.raises(ParameterError) as caught:
        resolve(named, [name])
    assert caught.value.parameter == parameter
    assert caught.value.nearest == nearest
    assert repr(name) in str(caught.value)


def test_save_gazetteer_with_a_base_changed_updates_it_and_its_keys(named: Session) -> None:
    changed = build_gazetteer(bases=[build_base(name="K1 Joint Base", aliases=("Kaywan",))])
    assert save_gazetteer(named, changed, EVENT_TYPES).bases == {"k1", "al-asad"}
    assert get_base(named, "Kaywan").base == changed.bases[0]
    assert resolve_bases(named, ["k1-joint-base"]) == ("k1",)
    with pytest.raises(ParameterError):
        resolve_bases(named, ["K1 Air Base"])


def test_save_gazetteer_with_an_owner_changed_updates_it_and_its_state(named: Session) -> None:
    sold = replace(KIRKUKNOW, owner="Another", state=None, reference="Register")
    changed = replace(GAZETTEER, sources=(GAZETTEER.sources[0], sold))
    assert save_gazetteer(named, changed, EVENT_TYPES) == NameChanges(sources=frozenset({"kirkuknow"}))
    assert get_source(named, "kirkuknow").source == sold


def test_save_gazetteer_with_a_type_changed_says_so(named: Session) -> None:
    types = [replace(EVENT_TYPES[0], rank=9), *EVENT_TYPES[1:]]
    assert save_gazetteer(named, GAZETTEER, types) == NameChanges(types=True)


def test_save_gazetteer_without_a_base_that_nothing_uses_hides_it(named: Session) -> None:
    save_gazetteer(named, build_gazetteer(bases=[build_base()]), EVENT_TYPES)
    assert [record.base.slug for record in find_bases(named, PageRequest(10)).items] == ["k1"]
    with pytest.raises(ParameterError) as caught:
        resolve_bases(named, ["al-asad"])
    assert caught.value.nearest != "al-asad"
    assert resolve_bases(named, ["al-asad"], past=True) == ("al-asad",)


def test_ensure_bases_of_a_known_slug_keeps_what_is_stored(named: Session) -> None:
    ensure_bases(named, [build_base(name="Another name")])
    assert get_base(named, "k1").base.name == "K1 Air Base"


def test_save_gazetteer_takes_a_name_over_from_a_base_met_before(named: Session) -> None:
    ensure_bases(named, [Base("taji-base", "Taji Base")])
    assert resolve_bases(named, ["Taji Base"], past=True) == ("taji-base",)
    save_gazetteer(named, build_gazetteer(bases=[build_base("taji", "Camp Taji", ("Taji Base",))]), EVENT_TYPES)
    assert resolve_bases(named, ["Taji Base"]) == ("taji",)


def test_save_gazetteer_with_a_name_given_to_a_new_base_says_which_one_lost_it(named: Session) -> None:
    lost = replace(GAZETTEER, bases=(*GAZETTEER.bases, build_base("kaywan", "Kaywan Camp", ("K1 Air Base",))))
    assert save_gazetteer(named, lost, EVENT_TYPES) == NameChanges()
    ensure_bases(named, [Base("taji-base", "Taji Base")])
    taken = replace(lost, bases=(*lost.bases, build_base("taji", "Camp Taji", ("Taji Base",))))
    assert save_gazetteer(named, taken, EVENT_TYPES) == NameChanges(bases=frozenset({"taji-base"}))
    assert save_gazetteer(named, taken, EVENT_TYPES) == NameChanges()
