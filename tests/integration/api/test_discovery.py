import re
from dataclasses import replace

from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.app import create_app
from service.settings import Settings


def test_show_guide_names_only_paths_that_are_answered(client: FlaskClient) -> None:
    answer = client.get("/llms.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/markdown")
    paths = [path.replace("{id}", "handover-2") for path in re.findall(r"\]\(([^)]+)\)", answer.text)]
    assert len(paths) >= 10
    for path in paths:
        # A message is sent to it.
        assert client.get(f"/{path}", buffered=True).status_code == (405 if path == "mcp" else 200), path


def test_show_catalog_leads_to_description_documentation_and_health(client: FlaskClient) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.mimetype == "application/linkset+json"
    (api,) = answer.get_json()["linkset"]
    for name in ("service-desc", "service-doc", "status"):
        for link in api[name]:
            found = client.get(link["href"], buffered=True)
            assert (found.status_code, found.mimetype) == (200, link["type"])


def test_show_catalog_of_a_service_with_a_public_url_has_it(stocked_engine: Engine) -> None:
    settings = replace(Settings(), public_url="https://basewatch.example.org")
    answer = create_app(settings, stocked_engine).test_client().get("/.well-known/api-catalog")
    assert answer.get_json()["linkset"][0]["anchor"] == "https://basewatch.example.org/v1"
    assert answer.headers["Link"] == '<https://basewatch.example.org/.well-known/api-catalog>; rel="api-catalog"'


def test_show_guide_asked_again_with_its_tag_is_304(client: FlaskClient) -> None:
    tag = client.get("/llms.txt").headers["ETag"]
    assert client.get("/llms.txt", headers={"If-None-Match": tag}).status_code == 304
