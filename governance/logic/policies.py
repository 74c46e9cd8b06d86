"""When a policy is looked at again, what a template leaves to fill in, and who has attested."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Self

from dateutil.relativedelta import relativedelta

from coe_portal.notifications.steps import latest_step

WEEK: Final = 7
# Days from the day of review on which the owner is told.
REVIEW_STEPS: Final = (-30, -7, 0, *(WEEK * week for week in range(1, 27)))
BEFORE: Final = 3
LATE_STEPS: Final = tuple(WEEK * week for week in range(1, 13))
ESCALATION: Final = 7
# [like this], and not the text of a link or a box to tick.
GAP: Final = re.compile(r"\[(?![ xX]?\])([^\[\]\n]{2,120})\](?![(\[])")


def next_review(day: dt.date, months: int) -> dt.date:
    """The same day that many months later, or the month's last."""
    return day + relativedelta(months=months)


def review_step(today: int, *, start: int) -> int | None:
    """What the owner is told by today, at the latest; days from the day of review."""
    return latest_step(REVIEW_STEPS, today, start=start)


def attestation_step(today: int, *, start: int) -> int | None:
    """What whoever was asked is told by today: at half the time, 3 days before, due, weekly after.

    `today` and `start` are days from the due date, so that `start` is not above 0.
    """
    return latest_step({start // 2, -BEFORE, 0, *LATE_STEPS}, today, start=start)


def is_escalated(late: int) -> bool:
    """Whether the manager is to know by now."""
    return late >= ESCALATION


def gaps(text: str) -> list[str]:
    """What a template leaves to fill in, [in brackets], each once."""
    return list(dict.fromkeys(GAP.findall(text)))


@dataclass(frozen=True)
class Share:
    """How many were asked, how many have attested, and how many are late."""

    asked: int = 0
    attested: int = 0
    late: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.asked + other.asked, self.attested + other.attested, self.late + other.late
        )

    @property
    def waiting(self) -> int:
        return self.asked - self.attested

    @property
    def percent(self) -> int | None:
        """In whole per cent, rounded down: 100 says everybody."""
        return self.attested * 100 // self.asked if self.asked else None
