"""How far apart in time reports of one event may be, in days."""

from collections.abc import Mapping

# Sources differ by this many days on when a base was left; two attacks so near are two.
TOLERANCE: Mapping[str, int] = {"departure": 3, "arrival": 3}
# A plan is carried out within this many days of being told, or it is another one.
PLAN_REACH = 400
# So much earlier than it was told may be done what is told as planned.
UNTIMELY = 3
# Two tellings of one plan differ by at most this much on its day.
PLANS_APART = 31
# An undated report tells of what happened in the days before it was published.
RECENT = 60
# So long the only event that is known at a base is meant without a date; after that it is another one.
REMEMBERED = 330
# Days of any year that are told further apart are those of two years.
SEASONAL = 183

# So far is looked first, before the whole reach; it changes no result.
GLANCE = 30


def find_tolerance(block: str) -> int:
    """By how many days the reports of one event may differ within a block."""
    return TOLERANCE.get(block.partition(":")[0], 0)
