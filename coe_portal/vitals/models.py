"""When the portal was up: one row for each hour, for the whole platform and for good."""

from __future__ import annotations

import datetime as dt
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

HOUR: Final = dt.timedelta(hours=1)
INSTANT: Final = dt.timedelta(microseconds=1)
MINUTES: Final = 60
BEFORE_THE_FIRST: Final = -1


class UptimeHourQuerySet(models.QuerySet["UptimeHour"]):
    def within(self, since: dt.datetime, at: dt.datetime) -> Self:
        """Whole hours from a moment on until another, its last instant included."""
        return self.filter(starts_at__gte=since, starts_at__lte=at + INSTANT - HOUR)

    def uptime(self) -> float | None:
        """Minutes that were up, in percent of those that should have been; None without any."""
        sums = self.aggregate(up=models.Sum("up"), expected=models.Sum("expected"))
        return 100 * sums["up"] / sums["expected"] if sums["expected"] else None


class UptimeHour(models.Model):
    """The checks of one hour. A minute without a check was down as one whose check failed.

    It belongs to no organization: all share the platform, and nothing in it is about one of them.
    """

    starts_at = models.DateTimeField(_("hour"), unique=True)
    # 60, but fewer in the hour in which the portal first ran.
    expected = models.PositiveSmallIntegerField(_("minutes"), default=MINUTES)
    up = models.PositiveSmallIntegerField(_("up"), default=0)
    failed = models.PositiveSmallIntegerField(_("checks that failed"), default=0)
    last_minute = models.SmallIntegerField(default=BEFORE_THE_FIRST)

    objects = UptimeHourQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(expected__range=(1, MINUTES), expected__gte=F("up") + F("failed")),
                name="an_hour_has_sixty_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def unchecked(self) -> int:
        """Minutes in which nobody looked."""
        return self.expected - self.up - self.failed
