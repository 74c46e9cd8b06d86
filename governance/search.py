"""Decisions in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from governance.filters.reviews import find_decision
from governance.models.decisions import Decision
from governance.permissions.reviews import VIEW_DECISIONS, decisions_visible_to


def find_decisions(member: Membership, text: str) -> QuerySet[Decision]:
    """By reference, or by words of title, summary and rationale, the best first."""
    return find_decision(decisions_visible_to(member), text)


def as_hit(decision: Decision) -> Hit:
    note = decision.get_outcome_display()
    return Hit(decision.reference, decision.title, decision.get_absolute_url(), note)


searchable(
    "decisions",
    label=_("Decisions"),
    icon="gavel",
    permission=VIEW_DECISIONS.code,
    find=find_decisions,
    hit=as_hit,
    listing="governance:decisions",
    order=20,
)
