"""The filters of the trail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.models import AuditEvent
from coe_portal.ui.filters import Filters, choice, search
from coe_portal.ui.forms import DateInput


def _actions() -> list[tuple[str, str]]:
    """Every declared action with its label, by label."""
    return sorted(((a.code, str(a.label)) for a in AuditAction.all()), key=lambda pair: pair[1])


def _about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(subject_label__icontains=text)


def _by(rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
    return rows.filter(actor_label__icontains=text.strip())


def _since(rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
    return rows.filter(at__gte=_midnight(day))


def _until(rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
    return rows.filter(at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


class TrailFilters(Filters):
    """Whole days are those of the reader's time zone."""

    q = search(_about, label=_("Object, such as UC-42"))
    action = choice(_actions, label=_("Event"), empty_label=_("Any event"))
    actor = django_filters.CharFilter(
        label=_("Actor"),
        method=_by,
        widget=forms.TextInput(attrs={"placeholder": _("Actor"), "maxlength": 200}),
    )
    since = django_filters.DateFilter(label=_("From"), method=_since, widget=DateInput())
    until = django_filters.DateFilter(label=_("Until"), method=_until, widget=DateInput())

    class Meta(Filters.Meta):
        model = AuditEvent
