"""Filters of the inventory and of the promotion requests."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.filters import Filters, choice, related, search
from intake.choices import Tier
from registry.choices import ModelKind, RequestState, VersionStage
from registry.models.models import AIModel, ModelVersion
from registry.models.promotions import PromotionRequest


def find_model(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of name and description."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def owners(_request: object) -> QuerySet[Membership]:
    """Whoever owns a model."""
    owning = AIModel.objects.present().order_by().values("owner")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=owning)
    return rows.select_related("user").order_by("user__name", "pk")


def units(_request: object) -> QuerySet[BusinessUnit]:
    """Business units, by name."""
    return BusinessUnit.objects.order_by("name", "pk")


class ModelFilters(Filters):
    q = search(find_model, label=_("Id, name or words"))
    kind = choice(ModelKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    tier = choice(Tier.choices, label=_("Tier"), empty_label=_("Any tier"))
    stage = choice(
        VersionStage.choices,
        label=_("Has a version in"),
        empty_label=_("Any stage"),
        method="with_stage",
    )
    owner = related(owners, label=_("Owner"), empty_label=_("Any owner"))
    marked = choice(
        [("yes", _("Marked"))], label=_("Mark"), empty_label=_("Marked or not"), method="with_mark"
    )
    steward_unit = related(units, label=_("Business unit"), empty_label=_("Any unit"))

    class Meta(Filters.Meta):
        model = AIModel

    def with_mark(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows.filter(is_marked=True)

    def with_stage(self, rows: QuerySet[AIModel], _name: str, value: str) -> QuerySet[AIModel]:
        versions = ModelVersion.objects.filter(
            model=OuterRef("pk"), stage=value, removed_at__isnull=True
        )
        return rows.filter(Exists(versions.order_by()))


def find_request(rows: Any, text: str) -> QuerySet[Any]:
    """By the name of the model."""
    found: QuerySet[Any] = rows.filter(version__model__name__icontains=text.replace("\x00", ""))
    return found


class PromotionFilters(Filters):
    q = search(find_request, label=_("Model"))
    state = choice(RequestState.choices, label=_("State"), empty_label=_("Any state"))

    class Meta(Filters.Meta):
        model = PromotionRequest
