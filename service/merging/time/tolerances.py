"""How far apart in time reports of one event may be, in days, besides what their dates say."""

from service.domain.events.agreement import TOLERANCE

# A plan is carried out within this many days of being reported, or it is another one.
MAX_PLAN_DISTANCE = 400
# An undated report is of what happened in the days before it was published.
RECENT = 60
# An undated report means the only known event at a base for so long; after that it means another one.
REMEMBERED = 330
# Days of any year that are reported further apart are those of two years.
SEASONAL = 183

# The first search goes so far, before the whole search window; it changes no result.
INITIAL_DISTANCE = 30


def find_tolerance(block: str) -> int:
    """By how many days the reports of one event may differ within a block."""
    return TOLERANCE.get(block.partition(":")[0], 0)
