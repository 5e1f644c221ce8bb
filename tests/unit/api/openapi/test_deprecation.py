from datetime import UTC, datetime

from flask import Flask, Response
from flask_smorest import Api

from service.api.http.headers import register_headers
from service.api.input.arguments import NoArgumentsSchema
from service.api.openapi.deprecation import Deprecation
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import describe_components

GOING = Deprecation(datetime(2026, 1, 31, tzinfo=UTC), datetime(2027, 1, 31, 12, tzinfo=UTC), "/v2/things")


def build_app() -> tuple[Flask, Api]:
    app = Flask(__name__)
    app.config.update(API_TITLE="Test", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    api = Api(app)
    blueprint = build_blueprint("things", "What will go.")

    @declare(
        blueprint,
        "/things",
        takes=NoArgumentsSchema,
        responses={"application/json": {"type": "object"}},
        is_stored=False,
        deprecation=GOING,
    )
    def list_things(arguments: object) -> Response:
        """List things"""
        return Response("{}", mimetype="application/json")

    describe_components(api)
    api.register_blueprint(blueprint)
    register_headers(app)
    return app, api


def test_deprecated_endpoint_says_so_in_every_answer() -> None:
    answer = build_app()[0].test_client().get("/v1/things")
    assert answer.headers["Deprecation"] == "@1769817600"
    assert answer.headers["Sunset"] == "Sun, 31 Jan 2027 12:00:00 GMT"
    assert answer.headers["Link"] == '</v2/things>; rel="successor-version"'


def test_deprecated_endpoint_says_so_in_the_document() -> None:
    assert build_app()[1].spec.to_dict()["paths"]["/v1/things"]["get"]["deprecated"] is True
