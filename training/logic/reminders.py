"""Which reminder is due: the latest step only, so that missed days are not told one by one.

Days are counted from the due date: -3 is three days before it, 10 is ten days after.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from training.logic.expiry import NOTICE_DAYS

BEFORE: Final = (-14, -3, 0)
LATE: Final = (3, 10)
WEEK: Final = 7
WEEKLY: Final = 8
STEPS: Final = (*BEFORE, *LATE, *(LATE[-1] + WEEK * week for week in range(1, WEEKLY + 1)))
ESCALATION: Final = 7
# Nobody is told of a certificate that lapsed longer ago than this.
LAPSE_NEWS_DAYS: Final = 7


def latest_step(steps: Iterable[int], today: int, *, start: int) -> int | None:
    """The last step that has come and did not come before the matter itself began.

    `today` and `start` are days from the due date. A step is told once, by its name; on the days
    between two steps the earlier one is the latest still, and was told.
    """
    return max((step for step in steps if start < step <= today), default=None)


def course_step(today: int, *, start: int) -> int | None:
    """What a learner is told today, at the latest: a step of STEPS."""
    return latest_step(STEPS, today, start=start)


def is_escalated(today: int, *, start: int) -> bool:
    """Whether the manager is to know by today."""
    return latest_step([ESCALATION], today, start=start) is not None


def lapse_step(days_left: int, *, days_held: int) -> int | None:
    """Which of NOTICE_DAYS a holder is told by today; `days_held` is the whole validity."""
    if days_left < -LAPSE_NEWS_DAYS:
        return None
    step = latest_step([-days for days in NOTICE_DAYS], -days_left, start=-days_held)
    return None if step is None else -step
