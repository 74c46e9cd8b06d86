"""What metrics keeps in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from metrics.filters.benefits import find_benefit
from metrics.models.benefits import Benefit
from metrics.permissions.benefits import OPEN_LEDGER, benefits_visible_to


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
