"""Kept numbers as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.tables import Column, Table, cells
from metrics.kpis.registry import kpi_named
from metrics.queries.tiles import label_of


def _page(row: Any) -> str:
    return org_url("metrics:kpi", kpi=row.kpi)


def _named(value: Any, row: Any) -> str:
    """The KPI by its name; an export keeps the code that programs know."""
    kpi = kpi_named(value)
    return cells.link(_page)(value if kpi is None else label_of(kpi), row)


class SnapshotTable(Table):
    caption = _("Kept numbers")
    columns = (
        Column("kpi", _("KPI"), _named, sort=("kpi",), phone="title"),
        Column("kind", _("Of"), cells.label, sort=("kind",), phone="badge"),
        Column("quarter", _("Quarter"), cells.reference, sort=("starts_on",), phone="meta"),
        Column("day", _("Day"), cells.day, sort=("day",), phone="meta"),
        Column("value", _("Value"), cells.decimal, sort=("value",), phone="end"),
        Column("as_of", _("As of"), cells.moment, sort=("as_of",)),
        Column("computed_at", _("Computed"), cells.moment, sort=("computed_at",)),
        Column("inputs", _("Rows"), cells.number, sort=("inputs",)),
        Column("was", _("Was"), cells.decimal, lambda row: row.restates and row.restates.value),
        Column("reason", _("Reason"), cells.text, is_default=False),
        Column("digest", _("Proof"), cells.text, is_default=False),
    )
    default_sort = "-as_of"
