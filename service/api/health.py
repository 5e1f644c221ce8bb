"""What orchestrators ask: is the process up, and can it answer questions."""

from flask import Response

from schemas.health import HealthSchema
from service.api.answers import JSON_TYPE, answer_document
from service.api.arguments import NoArgumentsSchema
from service.api.database import get_engine
from service.api.endpoints import build_blueprint, declare
from service.api.operations import ASKING
from service.api.problems import NotReadyError
from service.storage.schema import read_schema_state

blueprint = build_blueprint("health", "For probes.", url_prefix="")


@declare(blueprint, "/healthz", takes=NoArgumentsSchema, answers={JSON_TYPE: HealthSchema}, is_stored=False, scope=None)
def show_health(arguments: object) -> Response:
    """Tell whether the process is up

    Nothing else is looked at: restart the process where this fails.
    """
    return answer_document(HealthSchema().dump({"status": "ok"}))


@declare(
    blueprint,
    "/readyz",
    takes=NoArgumentsSchema,
    answers={JSON_TYPE: HealthSchema},
    problems=ASKING,
    is_stored=False,
    scope=None,
)
def show_readiness(arguments: object) -> Response:
    """Tell whether questions can be answered

    The database must be within reach and its tables those of this version; otherwise the problem says what
    is missing. Send no requests here while this fails.
    """
    state = read_schema_state(get_engine())
    if not state.is_current:
        has = f"is at {state.current}" if state.current else "has no tables yet"
        raise NotReadyError(
            f"the database {has}, and this version wants {state.wanted}; run `python -m service migrate`"
        )
    return answer_document(HealthSchema().dump({"status": "ok"}))
