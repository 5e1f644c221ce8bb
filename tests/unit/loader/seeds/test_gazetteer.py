"""Seed files to a gazetteer: the values, and a complaint with file and line for each thing that can be wrong."""

from pathlib import Path

import pytest

from service.domain.names.gazetteer import CoalitionArea
from service.domain.names.places import Actor, Base, Source
from service.errors import DataFileError, SettingsError
from service.loader.seeds.gazetteer import read_gazetteer

FILES = {
    "bases.csv": "slug,name,kind,country,region,latitude,longitude,wikidata,reference,aliases\n"
    'k1,"K1, Air Base",air_base,IQ,Kirkuk,35.5,44.25,Q1,Wikidata,K-1|K1 \n',
    "actors.csv": "slug,name,kind,country,reference,aliases\nisf,Iraqi security forces,force,IQ,,Iraqi army\n",
    "sources.csv": "slug,name,country,url,owner,state,reference,aliases\n"
    "press-tv,Press TV,IQ,https://example.org,Broadcasting,IQ,Wikipedia,\n",
    "countries.csv": "code,slug,name,adjectives,aliases\nIQ,iraq,Iraq,Iraqi,Baghdad\n",
    "places.csv": "name,country,aliases\nMosul,IQ,Mawsil\n",
    "coalitions.csv": "coalition,country,since,reference\nisf,IQ,2003,Wikipedia\n",
}


def write_files(folder: Path, **changes: str) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text + changes.get(name.removesuffix(".csv"), ""))
    return folder


def test_read_gazetteer_gives_all_names(tmp_path: Path) -> None:
    gazetteer = read_gazetteer(write_files(tmp_path), tmp_path)
    assert gazetteer.bases == (
        Base("k1", "K1, Air Base", "IQ", "Kirkuk", "air_base", 35.5, 44.25, "Q1", "Wikidata", ("K-1", "K1")),
    )
    assert gazetteer.actors == (Actor("isf", "Iraqi security forces", "force", "IQ", ("Iraqi army",)),)
    assert gazetteer.sources == (
        Source("press-tv", "Press TV", "IQ", "https://example.org", "Broadcasting", "IQ", "Wikipedia", ()),
    )
    assert [country.code for country in gazetteer.countries] == ["IQ"]
    assert [place.name for place in gazetteer.places] == ["Mosul"]
    assert gazetteer.coalition_areas == (CoalitionArea("IQ", 2003, gazetteer.actors[0]),)


def test_read_gazetteer_leaves_out_where_coalitions_act_that_the_seeds_do_not_have(tmp_path: Path) -> None:
    write_files(tmp_path, coalitions="of-others,IQ,2003,Wikipedia\n")
    assert len(read_gazetteer(tmp_path, tmp_path).coalition_areas) == 1


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("bases", "K 2,K2,,,,,,,,\n", "the slug 'K 2'"),
        ("bases", "k2,,,,,,,,,\n", "name is empty"),
        ("bases", "k2,K2,,XX,,,,,,\n", "no country has the code 'XX'"),
        ("bases", "k2,K2,,IQ,,north,44,,,\n", "latitude is 'north'"),
        ("bases", "k2,K2,,IQ,,91,44,,,\n", "latitude is 91"),
        ("bases", "k2,K2,,IQ,,nan,44,,,\n", "latitude is nan"),
        ("bases", "k2,K2,,IQ,,35,,,,\n", "must be given together"),
        ("bases", "k2,K2,,IQ,,,,1234,,\n", "wikidata is '1234'"),
        ("bases", "k1,K2,,IQ,,,,,,\n", "the slug k1 is a duplicate"),
        ("bases", "k2,K2,,IQ,,,,,,k-1\n", "the name 'k-1' already means k1"),
        ("bases", "k2,K2\n", "has 2 cells, not 10"),
        ("bases", 'k2,"K2,,IQ,,,,,,\n', "unexpected end of data"),
        ("actors", "x,X,gang,,,\n", "kind is 'gang'"),
        ("actors", "x,X,force,,,?!\n", "neither letters nor digits"),
        ("sources", "y,Y,QQ,,,,,\n", "'QQ'"),
        ("sources", "y,Y,IQ,,,QQ,Wikipedia,\n", "no country has the code 'QQ'"),
        ("sources", "y,Y,IQ,,Someone,,,\n", "owner and state need a reference"),
        ("sources", "y,Y,IQ,,,IQ,,\n", "owner and state need a reference"),
        ("countries", "iq2,iraq-two,Iraq Two,,\n", "not two capitals"),
        ("places", "Erbil,,\n", "country is empty"),
        ("coalitions", "isf,,2003,\n", "country is empty"),
        ("coalitions", "isf,IQ,soon,\n", "since is 'soon'"),
    ],
)
def test_read_gazetteer_of_a_bad_row_names_file_and_line(tmp_path: Path, name: str, row: str, reason: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_gazetteer(write_files(tmp_path, **{name: row}), tmp_path)
    assert f"{name}.csv:3: " in str(caught.value)
    assert reason in str(caught.value)


def test_read_gazetteer_with_another_header_tells_the_right_one(tmp_path: Path) -> None:
    write_files(tmp_path)
    (tmp_path / "actors.csv").write_text("slug,title\n")
    with pytest.raises(DataFileError, match=r"actors\.csv:1: the header must be slug,name,kind"):
        read_gazetteer(tmp_path, tmp_path)


def test_read_gazetteer_without_a_file_names_it_and_the_setting(tmp_path: Path) -> None:
    write_files(tmp_path)
    (tmp_path / "sources.csv").unlink()
    with pytest.raises(SettingsError, match=r"BASEWATCH_SEEDS is .* has no sources\.csv"):
        read_gazetteer(tmp_path, tmp_path)


def test_read_gazetteer_without_its_folder_names_it_and_the_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"BASEWATCH_SEEDS is .*nowhere.* is not a folder"):
        read_gazetteer(tmp_path / "nowhere", tmp_path)


def test_read_gazetteer_keeps_two_publishers_apart_whose_names_differ_by_a_sign(tmp_path: Path) -> None:
    rows = "canal,Canal,IQ,,,,,\ncanal-plus,Canal+,IQ,,,,,\n"
    assert [source.slug for source in read_gazetteer(write_files(tmp_path, sources=rows), tmp_path).sources] == [
        *("press-tv", "canal", "canal-plus"),
    ]
