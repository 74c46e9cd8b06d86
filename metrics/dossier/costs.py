"""Where the trail finds costs and chargebacks by their reference, and who is told of them."""

from __future__ import annotations

from django.db.models import QuerySet

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable, told_to
from metrics.models.chargebacks import Statement
from metrics.models.costs import CostEntry
from metrics.permissions.costs import VIEW_COSTS, chargebacks_visible_to


def costs_visible_to(member: Membership) -> QuerySet[CostEntry]:
    """All, or none."""
    rows: QuerySet[CostEntry] = CostEntry.objects.with_names()
    return rows if member.may(VIEW_COSTS.code) else rows.none()


@addressable(CostEntry.PREFIX)
def find_cost(number: int, member: Membership) -> CostEntry | None:
    """The entry that a reference names."""
    return costs_visible_to(member).filter(number=number).first()


@addressable(Statement.PREFIX)
def find_statement(number: int, member: Membership) -> Statement | None:
    """The statement that a reference names."""
    rows = chargebacks_visible_to(member).with_names().filter(number=number)
    found: Statement | None = rows.first()
    return found


told_to(CostEntry, costs_visible_to)
told_to(Statement, chargebacks_visible_to)
