"""Filters of the list of incidents."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from governance.choices import ClockState, Harm, IncidentKind, IncidentState, Severity
from governance.models.incidents import Incident, IncidentQuerySet


def find_incident(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of title and report."""
    known: QuerySet[Any] = rows.by_reference(text)
    return known if known.exists() else rows.matching(text)


class IncidentFilters(Filters):
    q = search(find_incident, label=_("Id or words"))
    state = choice(
        [("open", _("All open")), *IncidentState.choices],
        label=_("State"),
        empty_label=_("Any state"),
        method="filter_state",
    )
    severity = choice(Severity.choices, label=_("Severity"), empty_label=_("Any severity"))
    kind = choice(IncidentKind.choices, label=_("Touches"), empty_label=_("Touches anything"))
    harm = choice(Harm.choices, label=_("Harm"), empty_label=_("Harm or near miss"))
    overdue = django_filters.ChoiceFilter(
        choices=[("yes", _("Deadline is over"))],
        label=_("Deadline"),
        empty_label=_("Any deadline"),
        method="filter_overdue",
    )

    class Meta(Filters.Meta):
        model = Incident

    def filter_state(self, rows: IncidentQuerySet, _name: str, value: str) -> IncidentQuerySet:
        return rows.open() if value == "open" else rows.filter(state=value)

    def filter_overdue(self, rows: IncidentQuerySet, _name: str, _value: str) -> IncidentQuerySet:
        late = Incident.objects.filter(
            clocks__state=ClockState.RUNNING, clocks__due_at__lt=timezone.now()
        )
        return rows.filter(pk__in=late.values("pk"))
