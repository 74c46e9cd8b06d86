"""Who sees and books money, and who charges it back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import EVERYONE, OVERSIGHT, STAFF, Role, permission
from metrics.models.chargebacks import CostCentre, Statement, StatementQuerySet

VIEW_COSTS = permission(
    "metrics.view_costs",
    label=_("see costs, budgets and chargebacks"),
    roles=OVERSIGHT | {Role.FINANCE},
    writes=False,
)
BOOK_COSTS = permission("metrics.book_costs", label=_("book costs"), roles=STAFF | {Role.FINANCE})
PLAN_BUDGET = permission(
    "metrics.plan_budget",
    label=_("set budgets and who pays for the CoE"),
    roles=STAFF | {Role.EXECUTIVE, Role.FINANCE},
)
ISSUE_CHARGEBACK = permission(
    "metrics.issue_chargeback",
    label=_("issue and settle chargeback statements"),
    roles=STAFF | {Role.FINANCE},
)
SEE_CHARGEBACKS = permission(
    "metrics.see_chargebacks",
    label=_("see the list of chargebacks, as far as they are one's own"),
    roles=EVERYONE,
    writes=False,
)
READ_CHARGEBACK = permission(
    "metrics.read_chargeback",
    label=_("read this chargeback statement"),
    roles=OVERSIGHT | {Role.FINANCE},
    writes=False,
)
ANSWER_CHARGEBACK = permission(
    "metrics.answer_chargeback",
    label=_("accept or dispute this chargeback statement"),
    roles=(),
)


def heads(member: Membership, unit_id: int) -> bool:
    """Whether the member answers for the money of a unit."""
    found: bool = CostCentre.objects.filter(business_unit=unit_id, head=member).exists()
    return found


@predicate(READ_CHARGEBACK.code)
@predicate(ANSWER_CHARGEBACK.code)
def pays_for_it(member: Membership, statement: Statement) -> bool:
    """The head of the unit reads and answers what was issued to it."""
    return statement.is_issued and heads(member, statement.business_unit_id)


def chargebacks_visible_to(member: Membership) -> StatementQuerySet:
    """All statements for those who see money, else those of one's own units."""
    rows: StatementQuerySet = Statement.objects.visible_to(
        member, all_of_them=member.may(READ_CHARGEBACK.code)
    )
    return rows
