"""What metrics keeps in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from metrics.filters.benefits import find_benefit
from metrics.models.benefits import Benefit
from metrics.models.chargebacks import Statement
from metrics.models.costs import CostEntry
from metrics.models.maturity import MaturityAssessment
from metrics.permissions.benefits import OPEN_LEDGER, benefits_visible_to
from metrics.permissions.costs import SEE_CHARGEBACKS, VIEW_COSTS, chargebacks_visible_to
from metrics.permissions.health import VIEW_HEALTH


def find_benefits(member: Membership, text: str) -> QuerySet[Benefit]:
    """By reference, or by words of title, process and use case, the newest first."""
    return find_benefit(benefits_visible_to(member), text).order_by("-number")


def benefit_hit(benefit: Benefit) -> Hit:
    note = benefit.get_state_display()
    return Hit(benefit.reference, benefit.title, benefit.get_absolute_url(), note)


searchable(
    "benefits",
    label=_("Benefits"),
    icon="piggy-bank",
    permission=OPEN_LEDGER.code,
    find=find_benefits,
    hit=benefit_hit,
    listing="metrics:benefits",
    order=60,
)


def find_costs(_member: Membership, text: str) -> QuerySet[CostEntry]:
    """By reference, invoice, or words of the description, the newest first."""
    found: QuerySet[CostEntry] = CostEntry.objects.matching(text)
    return found.order_by("-number")


def cost_hit(entry: CostEntry) -> Hit:
    note = f"{entry.month:%Y-%m}"
    return Hit(entry.reference, entry.description, entry.get_absolute_url(), note)


def find_statements(member: Membership, text: str) -> QuerySet[Statement]:
    """By reference or unit, among those that the member may see, the newest first."""
    found: QuerySet[Statement] = chargebacks_visible_to(member).matching(text)
    return found.select_related("business_unit").order_by("-number")


def statement_hit(statement: Statement) -> Hit:
    title = f"{statement.business_unit} {statement.month:%Y-%m}"
    note = statement.get_state_display()
    return Hit(statement.reference, title, statement.get_absolute_url(), note)


searchable(
    "costs",
    label=_("Costs"),
    icon="coins",
    permission=VIEW_COSTS.code,
    find=find_costs,
    hit=cost_hit,
    listing="metrics:cost_list",
    order=61,
)
searchable(
    "chargebacks",
    label=_("Chargebacks"),
    icon="receipt",
    permission=SEE_CHARGEBACKS.code,
    find=find_statements,
    hit=statement_hit,
    listing="metrics:chargebacks",
    order=62,
)


def find_assessments(_member: Membership, text: str) -> QuerySet[MaturityAssessment]:
    """By reference, or words of the title, the newest first."""
    found: QuerySet[MaturityAssessment] = MaturityAssessment.objects.matching(text)
    return found.order_by("-number")


def assessment_hit(assessment: MaturityAssessment) -> Hit:
    note = _("Open") if assessment.is_open else _("Closed")
    return Hit(assessment.reference, assessment.title, assessment.get_absolute_url(), note)


searchable(
    "self_assessments",
    label=_("Self-assessments"),
    icon="trending-up",
    permission=VIEW_HEALTH.code,
    find=find_assessments,
    hit=assessment_hit,
    listing="metrics:maturity_rounds",
    order=63,
)
