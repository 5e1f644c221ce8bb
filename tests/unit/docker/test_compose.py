"""The compose files: what each service must have, so that an operator can trust it."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

DOCKER = Path(__file__).parents[3] / "docker"
ONE_SHOTS = ("migrate", "load")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL")


def read_compose(name: str) -> dict[str, Any]:
    document: dict[str, Any] = YAML(typ="safe").load(DOCKER / name)
    return document


COMPOSE = read_compose("compose.yaml")
SERVICES = tuple(COMPOSE["services"])


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = COMPOSE["services"][request.param]
    return found


def test_services_are_these() -> None:
    assert set(SERVICES) == {"db", "migrate", "load", "api", "proxy"}


def test_service_has_limits(service: dict[str, Any]) -> None:
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}


def test_service_has_no_privilege_that_it_does_not_need(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service.get("cap_add", [])) <= {"NET_BIND_SERVICE"}
    assert "privileged" not in service


def test_service_has_no_secret_in_its_environment(service: dict[str, Any]) -> None:
    names = [name for name in service.get("environment", {}) if SECRET.search(name)]
    assert [name for name in names if not name.endswith("_FILE")] == []


def test_service_knows_the_secrets_that_it_reads(service: dict[str, Any]) -> None:
    paths = [value for name, value in service.get("environment", {}).items() if name.endswith("_FILE")]
    assert paths == [f"/run/secrets/{name}" for name in service.get("secrets", [])]


def test_service_is_of_a_version(service: dict[str, Any]) -> None:
    assert ":" in service["image"]
    assert not service["image"].endswith(":latest")


@pytest.mark.parametrize("name", ["db", "proxy"])
def test_lasting_service_is_checked_and_started_again(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"][0] == "CMD"
    assert COMPOSE["services"][name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ONE_SHOTS)
def test_one_shot_runs_once(name: str) -> None:
    shot = COMPOSE["services"][name]
    assert (shot["restart"], shot["command"][0], shot["init"]) == ("no", name, True)


def test_api_has_two_replicas_that_wait_for_the_schema() -> None:
    api = COMPOSE["services"]["api"]
    assert api["deploy"]["replicas"] == 2
    assert api["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert "ports" not in api


def test_required_values_have_no_default() -> None:
    text = (DOCKER / "compose.yaml").read_text()
    variables = set(re.findall(r"\$\{(\w+)(:.)", text))
    assert variables == {("SITE_ADDRESS", ":?"), ("SECRETS", ":?"), ("TAG", ":-")}


def test_only_the_proxy_can_be_reached() -> None:
    services = COMPOSE["services"]
    assert [name for name in services if "ports" in services[name]] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert services["db"]["networks"] == ["inside"]


def test_development_is_reached_from_this_machine_alone() -> None:
    services = read_compose("compose.dev.yaml")["services"]
    assert {port for service in services.values() for port in service.get("ports", [])} == {"127.0.0.1:8000:8000"}


def test_proxy_gives_up_connections_before_the_service_does() -> None:
    proxy = (DOCKER / "Caddyfile").read_text()
    idle = re.search(r"keepalive (\d+)s", proxy)
    kept = re.search(r"^keepalive = (\d+)$", (DOCKER / "gunicorn.conf.py").read_text(), re.MULTILINE)
    assert idle is not None
    assert kept is not None
    assert int(idle[1]) < int(kept[1])
