"""The risk register as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui import formats
from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from governance.models.risks import Risk


def band_of_risk(risk: Risk) -> tuple[str, str]:
    """The band that counts today, with its word."""
    return risk.band.value, str(risk.band.label)


def band_before(risk: Risk) -> tuple[str, str]:
    """The band before anything was done, with its word."""
    return risk.inherent.band.value, str(risk.inherent.band.label)


def money_cell(value: Any, risk: Risk) -> str:
    """A short amount in the organization's currency."""
    return "" if value is None else formats.money(value, risk.organization.currency)


class RiskTable(Table):
    caption = _("Risks")
    columns = (
        REFERENCE,
        Column("title", _("Risk"), cells.link(), sort=("title",), phone="title"),
        Column("category", _("Category"), cells.label, sort=("category",)),
        Column("band", _("Size"), cells.badge("risk_band"), value=band_of_risk, sort=("score",),
               phone="badge"),
        Column("score", _("Score"), cells.number, sort=("score",)),
        Column("inherent", _("Before treatment"), cells.badge("risk_band"), value=band_before,
               sort=("inherent_score",), is_default=False),
        Column("inherent_score", _("Score before treatment"), cells.number,
               sort=("inherent_score",), is_default=False),
        Column("annual_loss", _("Expected loss a year"), money_cell, sort=("annual_loss",)),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("planned_count", _("Treatments to do"), cells.number, sort=("planned_count",)),
        Column("state", _("State"), cells.badge("risk"), sort=("state",), phone="meta"),
        Column("review_on", _("Next review"), cells.day, sort=("review_on",), phone="end"),
        Column("cause", _("Causes"), is_default=False),
        Column("consequence", _("Consequences"), is_default=False),
        Column("created_at", _("Raised"), cells.day, sort=("created_at",), is_default=False),
    )  # fmt: skip
    default_sort = "-band"
