"""The words of measurement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.TextChoices):
    """The chapter of the catalogue that a KPI stands in, in the order of the guides."""

    STRATEGIC = "strategic", _("Strategy")
    FLOW = "flow", _("Portfolio flow")
    EFFICIENCY = "efficiency", _("Efficiency")
    CAPABILITY = "capability", _("Capability")
    MODELS = "models", _("Model performance and risk")
    ADOPTION = "adoption", _("Adoption")
    RISK = "risk", _("Risk and quality")
    FINANCE = "finance", _("Finance")


class Unit(models.TextChoices):
    COUNT = "count", _("count")
    PER_MONTH = "per_month", _("per month")
    DAYS = "days", _("days")
    HOURS = "hours", _("hours")
    MONTHS = "months", _("months")
    PERCENT = "percent", _("%")
    MONEY = "money", _("money")
    LEVELS = "levels", _("levels")
    SCORE = "score", _("score")


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
    RATIO = "ratio", _("sum of the rows over the sum of their base")
