"""What people answered to the one question: by score, month and kind, and who did not answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Count, Q
from django.db.models.functions import TruncMonth

from coe_portal.tenancy.clock import zone_here
from metrics.logic.satisfaction import FEWEST_SHOWN, SCORES
from metrics.models.feedback import PART, Feedback, FeedbackRequest

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Month:
    """The mean of a month, None for too few answers."""

    first_day: dt.date
    mean: float | None
    answers: int


@dataclass(frozen=True)
class PartMean:
    """The mean of the path of a decision or of a service, None for too few answers."""

    part: str
    mean: float | None
    answers: int


@dataclass(frozen=True)
class Satisfaction:
    """A year of answers."""

    mean: float | None
    answers: int
    asked: int
    answered: int
    by_score: tuple[int, ...]
    months: tuple[Month, ...]
    parts: tuple[PartMean, ...]


def satisfaction_of_year(now: dt.datetime) -> Satisfaction:
    """The last 365 days, in four queries. Means of fewer than three answers are not shown."""
    given = Feedback.objects.filter(given_at__gt=now - YEAR, given_at__lte=now).order_by()
    total = given.aggregate(mean=Avg("score"), answers=Count("pk"), **_scores())
    requests = FeedbackRequest.objects.filter(asked_at__gt=now - YEAR, asked_at__lte=now)
    asked = requests.order_by().aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(is_answered=True))
    )
    return Satisfaction(
        mean=_shown(total["mean"], total["answers"]),
        answers=total["answers"],
        asked=asked["asked"],
        answered=asked["answered"],
        by_score=tuple(total[f"of_{score}"] for score in SCORES),
        months=tuple(
            Month(row["month"].date(), _shown(row["mean"], row["answers"]), row["answers"])
            for row in given.annotate(month=TruncMonth("given_at", tzinfo=zone_here()))
            .values("month")
            .annotate(mean=Avg("score"), answers=Count("pk"))
            .order_by("month")
        ),
        parts=tuple(
            PartMean(row["part"], _shown(row["mean"], row["answers"]), row["answers"])
            for row in given.annotate(part=PART)
            .values("part")
            .annotate(mean=Avg("score"), answers=Count("pk"))
            .order_by("part")
        ),
    )


def _scores() -> dict[str, Count]:
    return {f"of_{score}": Count("pk", filter=Q(score=score)) for score in SCORES}


def _shown(mean: float | None, answers: int) -> float | None:
    return round(mean, 2) if mean is not None and answers >= FEWEST_SHOWN else None
