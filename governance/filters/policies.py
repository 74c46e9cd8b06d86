"""Filters of the lists of policies, campaigns and attestations."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from coe_portal.ui.filters import Filters, choice, related, search
from governance.choices import CampaignState, PolicyKind, PolicyState
from governance.models.attestations import AttestationDuty, Campaign, DutyQuerySet
from governance.models.policies import Policy, PolicyQuerySet

ARCHIVED = "archived"
STATES = [
    ("in_force", _("In force")),
    ("new", _("Never published")),
    ("in_approval", _("Waits for an approval")),
    ("review", _("Review overdue")),
    (ARCHIVED, _("Archived")),
]
ATTESTED = [("attested", _("Attested")), ("waiting", _("Not yet")), ("overdue", _("Overdue"))]


def find_policy(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of the title."""
    known: QuerySet[Any] = rows.by_reference(text)
    return known if known.exists() else rows.filter(title__icontains=text)


def _campaign_called(rows: Any, text: str) -> QuerySet[Any]:
    known: QuerySet[Any] = rows.by_reference(text)
    return known if known.exists() else rows.filter(policy__title__icontains=text)


def _person_called(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(member__user__name__icontains=text) | rows.filter(
        member__user__email__icontains=text
    )


def _units(_request: Any) -> QuerySet[BusinessUnit]:
    return BusinessUnit.objects.order_by("name")


class PolicyFilters(Filters):
    q = search(find_policy, label=_("Id or title"))
    kind = choice(PolicyKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    state = choice(STATES, label=_("State"), empty_label=_("Not archived"), method="in_state")

    class Meta(Filters.Meta):
        model = Policy

    def in_state(self, rows: PolicyQuerySet, _name: str, state: str) -> QuerySet[Policy]:
        """Archived ones are only in the rows when they are asked for."""
        if state == "in_force":
            return rows.in_force()
        if state == "new":
            return rows.filter(current__isnull=True)
        if state == "in_approval":
            return rows.filter(versions__state=PolicyState.IN_APPROVAL)
        if state == "review":
            return rows.to_review_by(today_here())
        return rows


class CampaignFilters(Filters):
    q = search(_campaign_called, label=_("Id or policy"))
    state = choice(CampaignState.choices, label=_("State"), empty_label=_("Any state"))

    class Meta(Filters.Meta):
        model = Campaign


class DutyFilters(Filters):
    q = search(_person_called, label=_("Name or e-mail"))
    state = django_filters.ChoiceFilter(
        choices=ATTESTED, label=_("State"), empty_label=_("Any state"), method="in_state"
    )
    unit = related(_units, label=_("Business unit"), empty_label=_("Any unit"), method="in_unit")

    class Meta(Filters.Meta):
        model = AttestationDuty

    def in_state(self, rows: DutyQuerySet, _name: str, state: str) -> QuerySet[AttestationDuty]:
        if state == "overdue":
            return rows.filter(attestation__isnull=True, due_on__lt=today_here())
        return rows.filter(attestation__isnull=state == "waiting")

    def in_unit(
        self, rows: DutyQuerySet, _name: str, unit: BusinessUnit
    ) -> QuerySet[AttestationDuty]:
        return rows.filter(member__business_unit__in=units_below(unit))
