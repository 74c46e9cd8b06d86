"""The words of measurement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    COUNT = "count", _("count")
    DAYS = "days", _("days")
    HOURS = "hours", _("hours")
    PERCENT = "percent", _("%")


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    NEITHER = "neither", _("neither is better")


class Summary(models.TextChoices):
    """How the rows behind a number become the number."""

    COUNT = "count", _("number of rows")
    MEDIAN = "median", _("median of the rows")
    MEAN = "mean", _("mean of the rows")
    SUM = "sum", _("sum of the rows")
    SHARE = "share", _("share of the rows that count 1, in %")
