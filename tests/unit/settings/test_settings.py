import re
from dataclasses import fields
from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import PREFIX, Extraction, Reads, Settings, read_settings

ROOT = Path(__file__).parents[3]


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
            "BASEWATCH_EXTRACTION": " Off ",
            "BASEWATCH_READS": "keys",
            "BASEWATCH_RATE_LIMIT": "600 / Minute",
            "BASEWATCH_TRUSTED_PROXIES": "0",
            "BASEWATCH_PUBLIC_URL": "https://basewatch.example.org/api/",
        }
    )
    assert settings.database_url == "postgresql://db/basewatch"
    assert settings.seeds == Path("names")
    assert settings.max_article_bytes == 5
    assert (settings.extraction, settings.reads) == (Extraction.OFF, Reads.KEYS)
    assert (settings.rate_limit, settings.trusted_proxies) == ("600/minute", 0)
    assert settings.public_url == "https://basewatch.example.org/api"


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
        ("BASEWATCH_MAX_ARTICLE_BYTES", "9" * 5_000, "whole number"),
        ("BASEWATCH_TRUSTED_PROXIES", "-1", "whole number"),
        ("BASEWATCH_EXTRACTION", "maybe", "auto, on, off"),
        ("BASEWATCH_READS", "", "open, keys"),
        ("BASEWATCH_RATE_LIMIT", "600", "600/minute"),
        ("BASEWATCH_RATE_LIMIT", "0/minute", "600/minute"),
        ("BASEWATCH_OTEL_ENDPOINT", "http://", "a URL"),
        ("BASEWATCH_OTEL_ENDPOINT", "collector:4318", "a URL"),
        ("BASEWATCH_OTEL_ENDPOINT", "http://[", "BASEWATCH_OTEL_ENDPOINT"),
        ("BASEWATCH_PUBLIC_URL", "basewatch.example.org", "https://"),
        ("BASEWATCH_PUBLIC_URL", "https://basewatch.example.org/?a=1", "https://"),
        ("BASEWATCH_COLOUR_FILE", "x", "known are"),
    ],
)
def test_read_settings_of_a_wrong_variable_names_it_and_the_remedy(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert told in str(caught.value)


def test_read_settings_of_a_file_takes_what_it_holds(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://db/basewatch\n")
    assert read_settings({"BASEWATCH_DATABASE_URL_FILE": str(secret)}).database_url == "postgresql://db/basewatch"


@pytest.mark.parametrize(("file", "reason"), [("nowhere", "No such file"), ("", "Is a directory"), ("odd", "not text")])
def test_read_settings_of_a_file_that_cannot_be_read_names_it_and_says_why(
    tmp_path: Path, file: str, reason: str
) -> None:
    (tmp_path / "odd").write_bytes(b"secret\xff")
    with pytest.raises(SettingsError, match=rf"BASEWATCH_DATABASE_URL_FILE names the file .*{reason}") as caught:
        read_settings({"BASEWATCH_DATABASE_URL_FILE": str(tmp_path / file)})
    assert "secret" not in str(caught.value)


def test_read_settings_of_a_value_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="BASEWATCH_SEEDS_FILE are both given"):
        read_settings({"BASEWATCH_SEEDS": "seeds", "BASEWATCH_SEEDS_FILE": str(tmp_path)})


def list_described_settings(document: str) -> list[tuple[str, str, str]]:
    text = (ROOT / document).read_text("utf-8")
    return re.findall(r"^\| `(BASEWATCH_\w+)` \| (.+); default `(.+)` \|$", text, re.MULTILINE)


def test_document_describes_every_setting_with_its_default_and_no_other() -> None:
    assert list_described_settings("docker/README.md") == [
        (PREFIX + setting.name.upper(), setting.metadata["description"], str(setting.default))
        for setting in fields(Settings)
    ]


def test_readme_describes_some_settings_in_the_same_words() -> None:
    shown = list_described_settings("README.md")
    assert shown
    assert set(shown) <= set(list_described_settings("docker/README.md"))
