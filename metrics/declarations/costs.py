"""What costs, budgets and chargebacks record, tell people and show in the navigation."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from metrics.choices import StatementState
from metrics.models.chargebacks import Statement
from metrics.permissions.costs import ISSUE_CHARGEBACK

# The trail
COST_BOOKED = AuditAction("metrics.cost.booked", _("Cost booked"))
COSTS_BOOKED = AuditAction("metrics.costs.booked", _("Costs booked from a file"))
COST_VOIDED = AuditAction("metrics.cost.voided", _("Cost taken back"), Severity.NOTICE)
COST_FILE_READ = AuditAction("metrics.cost_file.read", _("File of costs read"))
COST_FILE_DISCARDED = AuditAction("metrics.cost_file.discarded", _("File of costs discarded"))
BUDGET_SET = AuditAction("metrics.budget.set", _("Budget set"), Severity.NOTICE)
FUNDING_SET = AuditAction("metrics.funding.set", _("Who pays was set"), Severity.NOTICE)
CENTRE_SET = AuditAction("metrics.cost_centre.set", _("Head of a unit's money set"))
STATEMENT_DRAWN = AuditAction("metrics.chargeback.drawn", _("Chargeback drawn up"))
STATEMENT_DISCARDED = AuditAction("metrics.chargeback.discarded", _("Chargeback discarded"))
STATEMENT_ISSUED = AuditAction("metrics.chargeback.issued", _("Chargeback issued"), Severity.NOTICE)
STATEMENT_DISPUTED = AuditAction(
    "metrics.chargeback.disputed", _("Chargeback disputed"), Severity.NOTICE
)
STATEMENT_SETTLED = AuditAction("metrics.chargeback.settled", _("Chargeback settled"))
STATEMENT_PRINTED = AuditAction("metrics.chargeback.printed", _("PDF of a chargeback asked for"))
STATEMENT_FILE_MADE = AuditAction("metrics.chargeback.file_made", _("PDF of a chargeback made"))

# Messages
CHARGED = NotificationKind(
    "metrics.charged",
    label=_("A chargeback statement was issued to my unit"),
    title=_("%(reference)s: %(unit)s pays %(total)s for %(month)s"),
    text=_("See what it is made of. Accept it, or say what you dispute."),
)
CREDITED = NotificationKind(
    "metrics.credited",
    label=_("A chargeback of my unit was answered"),
    title=_("%(reference)s: your dispute was answered"),
    text=_("%(answer)s"),
)
DISPUTED = NotificationKind(
    "metrics.disputed",
    label=_("A chargeback statement is disputed"),
    title=_("%(unit)s disputes %(reference)s"),
    text=_("%(dispute)s"),
)


def waiting_statements(member: Membership) -> QuerySet[Any]:
    """Statements that my unit has not answered, and disputes that I am to answer."""
    mine = Q(state=StatementState.ISSUED, business_unit__cost_centre__head=member, total__gt=0)
    rows: QuerySet[Any] = Statement.objects.all()
    if member.may(ISSUE_CHARGEBACK.code):
        return rows.filter(mine | Q(state=StatementState.DISPUTED))
    return rows.filter(mine)


def statements_of_mine(member: Membership) -> QuerySet[Any]:
    """What was issued to units whose money is mine."""
    rows: QuerySet[Any] = Statement.objects.issued()
    return rows.filter(business_unit__cost_centre__head=member)


# Navigation
declare(
    NavItem(
        "metrics:costs",
        _("Costs"),
        "coins",
        "metrics.view_costs",
        group="reporting",
        order=40,
        prefixes=("metrics:cost", "metrics:budget", "metrics:funding"),
    ),
    NavItem(
        "metrics:chargebacks",
        _("Chargebacks"),
        "receipt",
        "metrics.issue_chargeback",
        group="reporting",
        order=45,
        prefixes=("metrics:chargeback",),
        waiting=waiting_statements,
        also_for=statements_of_mine,
    ),
)
