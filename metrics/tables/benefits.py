"""Months of the benefits ledger behind a number, and the ledger itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from metrics.models.benefits import BenefitEntry
from metrics.tables.columns import AMOUNT, month
from metrics.tables.registry import RowsTable, lists


@lists(BenefitEntry)
class EntryRows(RowsTable):
    caption = _("Months of benefits")
    columns = (
        Column("benefit", _("Id"), cells.link(), lambda row: row.benefit.reference,
               sort=("benefit__number",), phone="meta"),
        Column("title", _("Benefit"), value=lambda row: row.benefit.title,
               sort=("benefit__title",), phone="title"),
        Column("kind", _("Kind"), value=lambda row: row.benefit.get_kind_display(),
               sort=("benefit__kind",), phone="meta"),
        Column("unit", _("Business unit"), value=lambda row: row.benefit.unit or "",
               sort=("benefit__unit__name",)),
        Column("month", _("Month"), month, sort=("month",), phone="meta"),
        AMOUNT,
        Column("state", _("State today"), cells.badge("benefit_entry"), sort=("state",),
               phone="badge"),
        Column("settled_at", _("Judged"), cells.day, sort=("settled_at",)),
    )  # fmt: skip
    default_sort = "-month"
    related = ("benefit__unit", "organization")


class BenefitTable(Table):
    """Claimed and verified money stand in columns of their own."""

    caption = _("Benefits")
    columns = (
        REFERENCE,
        Column("title", _("Benefit"), cells.link(), sort=("title",), phone="title"),
        Column("use_case", _("Use case"), value=lambda row: row.use_case.title,
               sort=("use_case__title",)),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("unit", _("Business unit"), value=lambda row: row.unit or "",
               sort=("unit__name",)),
        Column("process", _("Process"), sort=("process",), is_default=False),
        Column("forecast_likely", _("Forecast of a month"), cells.money,
               sort=("forecast_likely",)),
        Column("claimed_sum", _("Claimed, waiting"), cells.money, sort=("claimed_sum",)),
        Column("verified_sum", _("Verified"), cells.money, sort=("verified_sum",), phone="end"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",), is_default=False),
        Column("state", _("State"), cells.badge("benefit"), sort=("state",), phone="badge"),
    )  # fmt: skip
    default_sort = "-reference"
