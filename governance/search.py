"""Decisions, risks, policies and meetings in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from governance.filters.policies import find_policy
from governance.filters.reviews import find_decision
from governance.filters.risks import find_risk
from governance.models.decisions import Decision
from governance.models.meetings import Meeting
from governance.models.policies import Policy
from governance.models.risks import Risk
from governance.permissions.meetings import OPEN_MEETINGS, meetings_visible_to
from governance.permissions.policies import VIEW_POLICIES, policies_visible_to
from governance.permissions.reviews import VIEW_DECISIONS, decisions_visible_to
from governance.permissions.risks import OPEN_REGISTER, risks_visible_to


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


def find_risks(member: Membership, text: str) -> QuerySet[Risk]:
    """By reference, or by words of title and description, the largest first."""
    return find_risk(risks_visible_to(member), text).order_by("-score", "-number")


def risk_hit(risk: Risk) -> Hit:
    return Hit(risk.reference, risk.title, risk.get_absolute_url(), str(risk.band.label))


searchable(
    "risks",
    label=_("Risks"),
    icon="triangle-alert",
    permission=OPEN_REGISTER.code,
    find=find_risks,
    hit=risk_hit,
    listing="governance:risks",
    order=25,
)


def find_policies(member: Membership, text: str) -> QuerySet[Policy]:
    """By reference, or by words of the title; none that is archived."""
    rows = policies_visible_to(member).filter(is_archived=False)
    return find_policy(rows, text).order_by("title", "number")


def policy_hit(policy: Policy) -> Hit:
    return Hit(policy.reference, policy.title, policy.get_absolute_url(), policy.get_kind_display())


searchable(
    "policies",
    label=_("Policies"),
    icon="scroll-text",
    permission=VIEW_POLICIES.code,
    find=find_policies,
    hit=policy_hit,
    listing="governance:policies",
    order=27,
)


def find_meetings(member: Membership, text: str) -> QuerySet[Meeting]:
    """By reference, or by words of the name or the board, the latest first."""
    return meetings_visible_to(member).matching(text).order_by("-starts_at", "-pk")


def meeting_hit(meeting: Meeting) -> Hit:
    note = meeting.get_state_display()
    return Hit(meeting.reference, meeting.title, meeting.get_absolute_url(), note)


searchable(
    "meetings",
    label=_("Meetings"),
    icon="calendar-clock",
    permission=OPEN_MEETINGS.code,
    find=find_meetings,
    hit=meeting_hit,
    listing="governance:meetings",
    listing_query={"time": "all"},
    order=28,
)
