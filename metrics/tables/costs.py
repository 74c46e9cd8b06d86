"""Costs, chargebacks, and the rows behind the numbers of money."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from metrics.models.costs import BudgetLine
from metrics.tables.columns import month
from metrics.tables.registry import RowsTable, lists
from registry.models.models import UsageRecord


def _state(row: Any) -> tuple[str, str]:
    return ("standing", str(_("Standing"))) if row.is_standing else ("void", str(_("Taken back")))


class CostTable(Table):
    caption = _("Costs")
    columns = (
        REFERENCE,
        Column("description", _("What for"), cells.link(), sort=("description",), phone="title"),
        Column("month", _("Month"), month, sort=("month", "number"), phone="meta"),
        Column("category", _("Category"), cells.label, sort=("category",), phone="meta"),
        Column("business_unit", _("Unit"), sort=("business_unit__name",), phone="meta"),
        Column("amount", _("Amount"), cells.amount, sort=("amount",), phone="end"),
        Column("state", _("State"), cells.badge("cost"), _state, phone="badge"),
        Column("use_case", _("Use case"), value=lambda row: row.use_case and row.use_case.reference,
               is_default=False),
        Column("model", _("Model"), is_default=False),
        Column("vendor", _("Vendor"), is_default=False),
        Column("invoice", _("Invoice"), sort=("invoice",), is_default=False),
        Column("source", _("Booked"), cells.label, is_default=False),
        Column("booked_at", _("Booked on"), cells.day, sort=("booked_at",), is_default=False),
        Column("booked_by", _("Booked by"), is_default=False),
    )  # fmt: skip
    default_sort = "-month"


class StatementTable(Table):
    caption = _("Chargebacks")
    columns = (
        REFERENCE,
        Column("business_unit", _("Unit"), cells.link(), sort=("business_unit__name",),
               phone="title"),
        Column("month", _("Month"), month, sort=("month", "number"), phone="meta"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("total", _("Total"), cells.amount, sort=("total",), phone="end"),
        Column("state", _("State"), cells.badge("statement"), sort=("state",), phone="badge"),
        Column("head", _("To"), cells.person, sort=("head__user__name",)),
        Column("issued_at", _("Issued"), cells.day, sort=("issued_at",)),
        Column("currency", _("Currency"), is_default=False),
        Column("cost_centre", _("Cost centre"), is_default=False),
    )  # fmt: skip
    default_sort = "-month"


@lists(UsageRecord)
class UsageRows(RowsTable):
    caption = _("Use of models")
    columns = (
        Column("version", _("Version"), cells.link(lambda row: row.version.get_absolute_url()),
               phone="title"),
        Column("day", _("Day"), cells.day, sort=("day",), phone="meta"),
        Column("consumer", _("Consumer"), sort=("consumer",), phone="meta"),
        Column("calls", _("Requests"), cells.number, sort=("calls",), phone="meta"),
        Column("cost", _("Cost"), cells.amount, sort=("cost",), phone="end"),
    )  # fmt: skip
    default_sort = "-day"
    related = ("version__model",)


@lists(BudgetLine)
class BudgetRows(RowsTable):
    caption = _("Budget lines")
    columns = (
        Column("fiscal_year", _("Year"), phone="meta"),
        Column("category", _("Category"), cells.label, sort=("category",), phone="title"),
        Column("business_unit", _("Unit"), sort=("business_unit__name",), phone="meta"),
        Column("planned", _("Budget of the year"), cells.amount, sort=("planned",), phone="meta"),
        Column("base", _("Budget so far"), cells.amount, sort=("base",)),
        Column("amount", _("Spent so far"), cells.amount, lambda row: (row.amount or 0) / 100,
               sort=("amount",), phone="end"),
    )  # fmt: skip
    default_sort = "category"
    related = ("business_unit",)
