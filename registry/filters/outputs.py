"""Filters of reported outputs and of the blocklist."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, related, search, since, until
from registry.choices import (
    OutputCategory,
    OutputSeverity,
    OutputSource,
    OutputState,
    OutputVerdict,
)
from registry.filters.monitoring import find
from registry.models.models import AIModel
from registry.models.outputs import BlocklistEntry, OutputReport, OutputReportQuerySet


def models_that_said(_request: Any) -> QuerySet[AIModel]:
    """Models with a reported output."""
    reported = OutputReport.objects.order_by().values("version__model")
    rows: QuerySet[AIModel] = AIModel.objects.filter(pk__in=reported)
    return rows.order_by("name", "pk")


class OutputFilters(Filters):
    q = search(find, label=_("Id or model"))
    state = choice(OutputState.choices, label=_("State"), empty_label=_("Any state"))
    verdict = choice(OutputVerdict.choices, label=_("Verdict"), empty_label=_("Any verdict"))
    category = choice(
        OutputCategory.choices, label=_("What is wrong"), empty_label=_("Anything wrong")
    )
    severity = choice(OutputSeverity.choices, label=_("Severity"), empty_label=_("Any severity"))
    source = choice(OutputSource.choices, label=_("Reported by"), empty_label=_("Anybody"))
    model = related(
        models_that_said, label=_("Model"), empty_label=_("Any model"), method="of_model"
    )
    since = since("occurred_at", label=_("Since"))
    until = until("occurred_at", label=_("Until"))

    class Meta(Filters.Meta):
        model = OutputReport

    def of_model(
        self, rows: OutputReportQuerySet, _name: str, value: AIModel
    ) -> OutputReportQuerySet:
        return rows.filter(version__model=value)


class BlocklistFilters(Filters):
    q = search(find, label=_("Id or words"))
    category = choice(OutputCategory.choices, label=_("Why"), empty_label=_("Any reason"))

    class Meta(Filters.Meta):
        model = BlocklistEntry
