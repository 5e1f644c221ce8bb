from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import Settings, read_settings


def test_read_settings_of_an_empty_environment_gives_the_defaults() -> None:
    assert read_settings({}) == Settings()


def test_read_settings_passes_over_variables_of_others() -> None:
    assert read_settings({"PATH": "/bin", "DATABASE_URL": "x"}) == Settings()


def test_read_settings_takes_every_value_given() -> None:
    settings = read_settings(
        {
            "BASEWATCH_DATABASE_URL": "postgresql://db/basewatch",
            "BASEWATCH_SEEDS": "names",
            "BASEWATCH_MAX_ARTICLE_BYTES": "5",
        }
    )
    assert settings.database_url == "postgresql://db/basewatch"
    assert settings.seeds == Path("names")
    assert settings.max_article_bytes == 5


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BASEWATCH_DATABSE_URL", "x", "BASEWATCH_DATABASE_URL"),
        ("BASEWATCH_COLOUR_OF_SKY", "x", "known are"),
        ("BASEWATCH_DATABASE_URL", " ", "must not be empty"),
        ("BASEWATCH_MAX_ARTICLE_BYTES", "0", "above 0"),
        ("BASEWATCH_MAX_ARTICLE_BYTES", "-5", "whole number"),
        ("BASEWATCH_MAX_ARTICLE_BYTES", "ten", "'ten'"),
        ("BASEWATCH_MAX_ARTICLE_BYTES", "٣", "whole number"),
    ],
)
def test_read_settings_of_a_wrong_variable_names_it_and_the_remedy(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert told in str(caught.value)
