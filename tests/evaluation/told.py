"""What an article tells, as values for tests: the plain case is the handover that `build_report` finds."""

from collections.abc import Collection

from service.domain.events.reports import Role, Status
from tests.evaluation.gold import GoldReport


def build_gold(
    event_type: str = "handover",
    *,
    status: Status = Status.OCCURRED,
    base: str | None = "k1",
    base_name: str | None = None,
    date: str | None = None,
    roles: Collection[tuple[str, Role]] = (("us-led-coalition", Role.LEAVING),),
    figures: Collection[tuple[str, int]] = (("personnel", 300),),
    optional: bool = False,
) -> GoldReport:
    return GoldReport(
        file="article.txt",
        type=event_type,
        status=status,
        base=base,
        base_name=base_name,
        date=date,
        roles=frozenset(roles),
        figures=frozenset(figures),
        tier=1,
        optional=optional,
        sentence="The coalition left the base.",
    )
