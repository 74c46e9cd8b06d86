"""Filters of the risk register; the heat map leads here with likelihood and impact."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.filters import Filters, choice, related, search
from governance.choices import Impact, Likelihood, RiskBand, RiskCategory, RiskState
from governance.models.risks import INHERENT, RESIDUAL, Risk, RiskQuerySet

LIVE = "live"
STATES = [(LIVE, _("Open or accepted")), *RiskState.choices]
KINDS = [(INHERENT, _("Before treatment")), (RESIDUAL, _("After treatment"))]


def find_risk(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of title and description."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def owners(_request: object) -> QuerySet[Membership]:
    """Whoever owns a risk."""
    owning = Risk.objects.order_by().values("owner")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=owning)
    return rows.select_related("user").order_by("user__name", "pk")


class RiskFilters(Filters):
    q = search(find_risk, label=_("Id or words"))
    state = choice(STATES, label=_("State"), empty_label=_("Any state"), method="filter_state")
    band = choice(RiskBand.choices, label=_("Size"), empty_label=_("Any size"), method="in_band")
    category = choice(RiskCategory.choices, label=_("Category"), empty_label=_("Any category"))
    owner = related(owners, label=_("Owner"), empty_label=_("Any owner"))
    review = choice(
        [("overdue", _("Review overdue"))],
        label=_("Review"),
        empty_label=_("Any review date"),
        method="overdue",
    )
    rating = choice(KINDS, label=_("Rated"), empty_label=_("As it counts today"), method="rated")
    likelihood = choice(
        Likelihood.choices,
        label=_("Likelihood"),
        empty_label=_("Any likelihood"),
        method="on_axis",
    )
    impact = choice(
        Impact.choices, label=_("Impact"), empty_label=_("Any impact"), method="on_axis"
    )

    class Meta(Filters.Meta):
        model = Risk

    def filter_state(self, rows: RiskQuerySet, _name: str, value: str) -> RiskQuerySet:
        return rows.live() if value == LIVE else rows.filter(state=value)

    def in_band(self, rows: RiskQuerySet, _name: str, value: str) -> RiskQuerySet:
        return rows.in_band(RiskBand(value))

    def overdue(self, rows: RiskQuerySet, _name: str, _value: str) -> RiskQuerySet:
        return rows.live().filter(review_on__lt=today_here())

    def rated(self, rows: RiskQuerySet, _name: str, value: str) -> RiskQuerySet:
        return rows.filter(**{f"{value}_likelihood__isnull": False})

    def on_axis(self, rows: RiskQuerySet, name: str, value: str) -> RiskQuerySet:
        """Of the rating that is chosen, or else of the one that counts."""
        kind = self.form.cleaned_data.get("rating")
        if kind:
            return rows.filter(**{f"{kind}_{name}": value})
        current = Coalesce(F(f"{RESIDUAL}_{name}"), F(f"{INHERENT}_{name}"))
        return rows.annotate(**{f"current_{name}": current}).filter(**{f"current_{name}": value})
