"""Who may open the rows behind a number, and how they are listed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.errors import NotAllowed
from metrics.kpis.registry import KPI
from metrics.permissions.kpis import may_see_rows
from metrics.tables.registry import RowsTable, table_of


def table_for(member: Membership, kpi: KPI, rows: QuerySet[Any]) -> type[RowsTable]:
    """The table of the rows; NotAllowed where a number is open to more people than its rows."""
    table = table_of(rows.model)
    if not may_see_rows(member, table.right, kpi):
        raise NotAllowed(_("You may see the number, but not the people or reports behind it."))
    return table
