"""Filters of the list of fairness assessments."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from registry.choices import DocumentResult
from registry.filters.models import find_model as find
from registry.models.fairness import FairnessAssessment

RESULTS = [(value, label) for value, label in DocumentResult.choices if value]


class FairnessFilters(Filters):
    q = search(find, label=_("Id, model or file"))
    result = choice(RESULTS, label=_("Result"), empty_label=_("Any result"))
    standing = choice(
        [("current", _("Count today")), ("replaced", _("Replaced or taken back"))],
        label=_("Standing"),
        empty_label=_("All"),
        method="by_standing",
    )

    class Meta(Filters.Meta):
        model = FairnessAssessment

    def by_standing(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(document__isnull=False, document__ended_at__isnull=value == "current")
