"""Filters of audits and findings."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.filters import Filters, choice, related, search
from governance.choices import AuditKind, AuditState, FindingSeverity, FindingState
from governance.models.audits import Audit, AuditQuerySet
from governance.models.findings import AuditFinding, FindingQuerySet
from intake.choices import Tier

RUNNING = "running"
UNVERIFIED = "unverified"
AUDIT_STATES = [(RUNNING, _("Not over")), *AuditState.choices]
FINDING_STATES = [(UNVERIFIED, _("Not verified")), *FindingState.choices]
LATE = [("late", _("Overdue"))]


def find_matching(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def _named(rows: QuerySet[Any]) -> QuerySet[Membership]:
    people: QuerySet[Membership] = Membership.objects.filter(pk__in=rows)
    return people.select_related("user").order_by("user__name", "pk")


def auditors(_request: object) -> QuerySet[Membership]:
    """Whoever was given an audit."""
    return _named(Audit.objects.order_by().values("auditor"))


def owners(_request: object) -> QuerySet[Membership]:
    """Whoever owns a finding."""
    return _named(AuditFinding.objects.order_by().values("owner"))


class AuditFilters(Filters):
    q = search(find_matching, label=_("Id or words"))
    state = choice(
        AUDIT_STATES, label=_("State"), empty_label=_("Any state"), method="filter_state"
    )
    kind = choice(AuditKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    tier = choice(Tier.choices, label=_("Tier"), empty_label=_("Any tier"))
    auditor = related(auditors, label=_("Auditor"), empty_label=_("Any auditor"))
    due = choice(LATE, label=_("Due"), empty_label=_("Any day"), method="late")

    class Meta(Filters.Meta):
        model = Audit

    def filter_state(self, rows: AuditQuerySet, _name: str, value: str) -> AuditQuerySet:
        return rows.running() if value == RUNNING else rows.filter(state=value)

    def late(self, rows: AuditQuerySet, _name: str, _value: str) -> AuditQuerySet:
        return rows.running().filter(due_on__lt=today_here())


class FindingFilters(Filters):
    q = search(find_matching, label=_("Id or words"))
    state = choice(
        FINDING_STATES, label=_("State"), empty_label=_("Any state"), method="filter_state"
    )
    severity = choice(FindingSeverity.choices, label=_("Severity"), empty_label=_("Any severity"))
    owner = related(owners, label=_("Owner"), empty_label=_("Any owner"))
    due = choice(LATE, label=_("Due"), empty_label=_("Any day"), method="late")

    class Meta(Filters.Meta):
        model = AuditFinding

    def filter_state(self, rows: FindingQuerySet, _name: str, value: str) -> FindingQuerySet:
        return rows.unverified() if value == UNVERIFIED else rows.filter(state=value)

    def late(self, rows: FindingQuerySet, _name: str, _value: str) -> FindingQuerySet:
        return rows.unverified().filter(due_on__lt=today_here())
