"""Filters of the list of members."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role
from coe_portal.ui.filters import Filters, search

ACTIVE, CLOSED = "active", "closed"


def _matching(rows: Any, text: str) -> QuerySet[Any]:
    called: QuerySet[Any] = rows.called(text)
    return called


def _with_role(rows: MembershipQuerySet, _name: str, role: str) -> MembershipQuerySet:
    return rows.with_role(Role(role))


def _in_state(rows: MembershipQuerySet, _name: str, state: str) -> MembershipQuerySet:
    current = rows.current()
    return current if state == ACTIVE else rows.exclude(pk__in=current.values("pk"))


class MemberFilters(Filters):
    q = search(_matching, label=_("Name or e-mail"))
    role = django_filters.ChoiceFilter(
        choices=Role.choices, label=_("Role"), empty_label=_("Any role"), method=_with_role
    )
    state = django_filters.ChoiceFilter(
        choices=[(ACTIVE, _("Active")), (CLOSED, _("Closed"))],
        label=_("State"),
        empty_label=_("Any state"),
        method=_in_state,
    )

    class Meta(Filters.Meta):
        model = Membership
