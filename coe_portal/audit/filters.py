"""The filters of the trail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.actor import ActorKind
from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.models import PORTAL, AuditEvent, AuditEventQuerySet
from coe_portal.audit.subjects import find_subject
from coe_portal.ui.filters import DayFilter, Filters, choice
from coe_portal.ui.forms import DateInput

SEARCHED = 50_000
MOST_PEOPLE = 50


def _actions() -> list[tuple[str, str]]:
    """Every declared action with its label, by label."""
    return sorted(((a.code, str(a.label)) for a in AuditAction.all()), key=lambda pair: pair[1])


def _since(rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
    return rows.filter(at__gte=_midnight(day))


def _until(rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
    return rows.filter(at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


class TrailFilters(Filters):
    """Whole days are those of the reader's time zone.

    Every filter is bounded, however long the trail has become: an id is found through the index of
    objects and a person through that of actors; only words are looked for, among the newest events.
    """

    q = django_filters.CharFilter(
        label=_("Object, such as UC-42"),
        method="about_object",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    action = choice(_actions, label=_("Event"), empty_label=_("Any event"))
    actor = django_filters.CharFilter(
        label=_("Who"),
        method="done_by",
        widget=forms.TextInput(attrs={"placeholder": _("Name or e-mail"), "maxlength": 200}),
    )
    since = DayFilter(label=_("From"), method=_since, widget=DateInput())
    until = DayFilter(label=_("Until"), method=_until, widget=DateInput())

    class Meta(Filters.Meta):
        model = AuditEvent

    def about_object(self, rows: AuditEventQuerySet, _name: str, text: str) -> AuditEventQuerySet:
        """The whole story of the object with this id; or events whose object is called so."""
        subject = find_subject(text.strip().upper(), self.request.membership)
        if subject is not None:
            return rows.about(subject)
        return rows.newest(SEARCHED).filter(subject_label__icontains=text.strip())

    def done_by(self, rows: AuditEventQuerySet, _name: str, text: str) -> AuditEventQuerySet:
        """By members of this name; by a job of the portal when no member bears it."""
        wanted = text.strip()
        people = Membership.objects.called(wanted).values_list("pk", flat=True)[:MOST_PEOPLE]
        if found := list(people):
            return rows.filter(actor_id__in=found)
        job = wanted.removeprefix(f"{PORTAL}:").strip()
        called = Q(actor_label__icontains=job.replace(" ", "-"))
        called |= Q(actor_label__icontains=job.replace(" ", "_"))
        return rows.newest(SEARCHED).filter(called, actor_kind=ActorKind.SYSTEM)
