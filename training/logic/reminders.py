"""When learners, managers and holders of certificates are told.

Days are counted from the due date: -3 is three days before it, 10 is ten days after.
"""

from __future__ import annotations

from typing import Final

from coe_portal.notifications.steps import latest_step
from training.logic.expiry import NOTICE_DAYS

BEFORE: Final = (-14, -3, 0)
LATE: Final = (3, 10)
WEEK: Final = 7
WEEKLY: Final = 8
STEPS: Final = (*BEFORE, *LATE, *(LATE[-1] + WEEK * week for week in range(1, WEEKLY + 1)))
ESCALATION: Final = 7
# Nobody is told of a certificate that lapsed longer ago than this.
LAPSE_NEWS_DAYS: Final = 7


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
