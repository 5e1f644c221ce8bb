"""A small gazetteer that the extraction tests share."""

from dataclasses import replace

from service.domain.names.gazetteer import Country, Place
from service.domain.names.places import Actor
from tests.builders import build_actor, build_base, build_country, build_gazetteer, build_source

K1 = build_base("k1", "K1 Air Base", ("K1",))
QAYYARAH = build_base("qayyarah", "Qayyarah Airfield West", ("Q-West base", "Qayyarah Air Base"))
AL_ASAD = build_base("al-asad", "Ain al-Asad Air Base", ("Ayn al-Asad",))
INCIRLIK = replace(build_base("incirlik", "Incirlik Air Base", ()), country="TR", region="Adana")

COALITION = build_actor("us-led-coalition", "US-led coalition", ("international coalition", "the coalition"))
IRAQI_FORCES = Actor(
    "iraqi-security-forces", "Iraqi security forces", "force", "IQ", ("ISF", "Iraqi army", "Iraqi forces")
)
ISLAMIC_STATE = Actor("islamic-state", "Islamic State", "group", None, ("IS", "ISIS"))

COUNTRIES = (
    replace(build_country(), aliases=("Washington", "U.S.", "US", "USA")),
    Country("IQ", "iraq", "Iraq", ("Iraqi",), ("Baghdad",)),
    Country("FR", "france", "France", ("French",), ("Paris",)),
    Country("TR", "turkiye", "Turkey", ("Turkish",), ("Ankara",)),
    Country("CI", "ivory-coast", "Ivory Coast", ("Ivorian",), ("Cote d'Ivoire",)),
)

GAZETTEER = replace(
    build_gazetteer(
        (K1, QAYYARAH, AL_ASAD, INCIRLIK),
        (COALITION, IRAQI_FORCES, ISLAMIC_STATE),
        (build_source(),),
        COUNTRIES,
    ),
    places=(Place("Kirkuk", "IQ"), Place("Mosul", "IQ", ("Mawsil",))),
)
