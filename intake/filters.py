"""What the portfolio can be narrowed to; every filter stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.filters import Filters, choice, related, search
from intake.choices import AiActClass, Axis, Stage, Tier
from intake.models.use_cases import UseCase, UseCaseQuerySet

MOST_OWNERS = 200
NOT_TIERED, NOT_CLASSED = ("none", _("Not tiered")), ("none", _("Not classified"))
PLACED = (("yes", _("Both scored")), ("no", _("Not both scored")))


def _units(_request: object) -> QuerySet[BusinessUnit]:
    return BusinessUnit.objects.only("name").order_by("name")


def _matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    cases: Any = rows
    found: QuerySet[Any] = cases.matching(text)
    return found


def score(axis: Axis, bound: str) -> django_filters.NumberFilter:
    """One end of a range of scores, 0 to 100; cases without a score are in no range."""
    words = _("%(axis)s from") if bound == "gte" else _("%(axis)s to")
    return django_filters.NumberFilter(
        field_name=axis.value,
        lookup_expr=bound,
        label=words % {"axis": axis.label},
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric"}),
    )


class UseCaseFilters(Filters):
    """The fields in `further` are shown behind "More filters"."""

    q = search(_matching, label=_("Title, summary or id"))
    stage = choice(Stage.choices, label=_("Stage"), empty_label=_("Any stage"))
    tier = django_filters.ChoiceFilter(
        choices=[*Tier.choices, NOT_TIERED],
        label=_("Tier"),
        empty_label=_("Any tier"),
        method="with_value",
    )
    ai_act_class = django_filters.ChoiceFilter(
        choices=[*AiActClass.choices, NOT_CLASSED],
        label=_("EU AI Act class"),
        empty_label=_("Any class"),
        method="with_value",
    )
    unit = related(
        _units, label=_("Business unit"), empty_label=_("Any unit"), field_name="business_unit"
    )
    owner = django_filters.CharFilter(
        label=_("Owner"), method="with_owner", widget=forms.TextInput(attrs={"maxlength": 200})
    )
    placed = choice(
        PLACED, label=_("Value and feasibility"), empty_label=_("Any"), method="with_place"
    )
    value_from, value_to = score(Axis.VALUE, "gte"), score(Axis.VALUE, "lte")
    feasibility_from, feasibility_to = (
        score(Axis.FEASIBILITY, "gte"),
        score(Axis.FEASIBILITY, "lte"),
    )
    data_readiness_from, data_readiness_to = (
        score(Axis.DATA_READINESS, "gte"),
        score(Axis.DATA_READINESS, "lte"),
    )
    risk_from, risk_to = score(Axis.RISK, "gte"), score(Axis.RISK, "lte")
    adoption_from, adoption_to = score(Axis.ADOPTION, "gte"), score(Axis.ADOPTION, "lte")

    class Meta(Filters.Meta):
        model = UseCase

    main = ("q", "stage", "tier", "ai_act_class", "unit")

    def first_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The fields that are always in sight, with their controls."""
        return [pair for pair in self.controls if pair[0].name in self.main]

    def further_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The fields behind "More filters", with their controls."""
        return [pair for pair in self.controls if pair[0].name not in self.main]

    def further_in_use(self) -> int:
        """How many of the fields behind "More filters" narrow the list."""
        return sum(name not in self.main for name in self.active())

    def with_value(self, rows: UseCaseQuerySet, name: str, value: str) -> UseCaseQuerySet:
        """Equal to the choice; "none" is the case that has no value yet."""
        return rows.filter(**{name: "" if value == "none" else value})

    def with_place(self, rows: UseCaseQuerySet, _name: str, value: str) -> UseCaseQuerySet:
        """With or without the two scores that the bubble chart needs."""
        return rows.placed() if value == "yes" else rows.unplaced()

    def with_owner(self, rows: UseCaseQuerySet, _name: str, text: str) -> UseCaseQuerySet:
        """Owned by a member, or by somebody outside the portal, whose name contains the text."""
        people = Membership.objects.called(text).values_list("pk", flat=True)
        owners: Any = list(people[:MOST_OWNERS])
        return rows.filter(Q(owner__in=owners) | Q(owner_name__icontains=text))
