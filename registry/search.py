"""Models in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from registry.models.fairness import FairnessAssessment
from registry.models.models import AIModel
from registry.permissions.models import VIEW


def find_models(member: Membership, text: str) -> QuerySet[AIModel]:
    """By reference, or by words of name and description."""
    found: QuerySet[AIModel] = AIModel.objects.visible_to(member).matching(text)
    return found.order_by("name", "pk")


def as_hit(model: AIModel) -> Hit:
    return Hit(model.reference, model.name, model.get_absolute_url(), model.get_kind_display())


searchable(
    "models",
    label=_("Models"),
    icon="boxes",
    permission=VIEW.code,
    find=find_models,
    hit=as_hit,
    listing="registry:models",
    order=15,
)


def find_assessments(_member: Membership, text: str) -> QuerySet[FairnessAssessment]:
    """By reference, or by words of the model's name or the file's."""
    found: QuerySet[FairnessAssessment] = FairnessAssessment.objects.of_present().matching(text)
    return found.select_related("version__model").order_by("-number")


def assessment_hit(row: FairnessAssessment) -> Hit:
    return Hit(row.reference, str(row), row.get_absolute_url(), str(row.get_result_display()))


searchable(
    "fairness",
    label=_("Fairness assessments"),
    icon="scale",
    permission=VIEW.code,
    find=find_assessments,
    hit=assessment_hit,
    listing="registry:fairness",
    order=16,
)
