"""Use cases in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from intake.models.use_cases import UseCase
from intake.permissions import VIEW


def find_use_cases(member: Membership, text: str) -> QuerySet[UseCase]:
    """Those with all words in title or summary, or of that reference; the newest first."""
    found: QuerySet[UseCase] = UseCase.objects.visible_to(member).matching(text)
    return found.order_by("-number")


def as_hit(use_case: UseCase) -> Hit:
    note = use_case.get_stage_display()
    return Hit(use_case.reference, use_case.title, use_case.get_absolute_url(), note)


searchable(
    "use_cases",
    label=_("Use cases"),
    icon="layers",
    permission=VIEW.code,
    find=find_use_cases,
    hit=as_hit,
    listing="intake:portfolio",
    order=10,
)
