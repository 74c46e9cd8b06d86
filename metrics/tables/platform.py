"""Hours of the portal, and the members who work with it, behind a number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.tables import Column, cells
from coe_portal.vitals.models import UptimeHour
from metrics.tables.registry import RowsTable, lists


@lists(UptimeHour)
class HourRows(RowsTable):
    caption = _("Hours of the portal")
    columns = (
        Column("starts_at", _("Hour"), cells.moment, sort=("starts_at",), phone="title"),
        Column("up", _("Minutes up"), cells.number, sort=("up",), phone="end"),
        Column("failed", _("Checks that failed"), cells.number, sort=("failed",)),
        Column("unchecked", _("Minutes without a check"), cells.number),
        Column("expected", _("Minutes"), cells.number, sort=("expected",)),
    )
    default_sort = "up"


@lists(Membership)
class MemberRows(RowsTable):
    """Whether somebody was there, not what they did: that is in the audit trail."""

    right = "training.view_people"
    caption = _("Members")
    columns = (
        Column("member", _("Person"), cells.person, value=str, sort=("user__name",), phone="title"),
        Column("part", _("Unit then"), sort=("part",), phone="end"),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",)),
    )
    default_sort = "member"
    related = ("user",)
