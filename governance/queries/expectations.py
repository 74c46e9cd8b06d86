"""How long a decision takes: what a submitter may expect."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField
from django.db.models.functions import Extract
from django.utils import timezone

from governance.choices import Path
from governance.logic.paths import DEFAULT_DAYS
from governance.models.decisions import Decision

WINDOW = dt.timedelta(days=90)
SECONDS_A_DAY = 86_400


class Median(Aggregate):
    """PostgreSQL's continuous median."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Expectation:
    """Days from asking to decision: the median of `cases`, or the deadline when there are none."""

    days: float
    cases: int

    @property
    def is_measured(self) -> bool:
        return self.cases > 0


def expected_days(*, now: dt.datetime | None = None) -> dict[str, Expectation]:
    """The median of the last 90 days for each path, in calendar days with one decimal."""
    since = (now or timezone.now()) - WINDOW
    taken = ExpressionWrapper(F("decided_at") - F("started_at"), output_field=DurationField())
    rows = (
        Decision.objects.filter(decided_at__gte=since)
        .order_by()
        .values("path")
        .annotate(median=Median(Extract(taken, "epoch")), cases=Count("pk"))
    )
    found = {
        row["path"]: Expectation(round(row["median"] / SECONDS_A_DAY, 1), row["cases"])
        for row in rows
    }
    return {path.value: found.get(path.value, Expectation(DEFAULT_DAYS[path], 0)) for path in Path}
