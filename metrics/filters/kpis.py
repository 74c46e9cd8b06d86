"""Filters of the kept numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search, since, until
from metrics.choices import SnapshotKind
from metrics.models.snapshots import Snapshot


def find_numbers(rows: Any, text: str) -> QuerySet[Any]:
    """By the code of the KPI, or the quarter."""
    found: QuerySet[Any] = rows.filter(kpi__icontains=text) | rows.filter(quarter__iexact=text)
    return found


class SnapshotFilters(Filters):
    q = search(find_numbers, label=_("KPI or quarter"))
    kind = choice(SnapshotKind.choices, label=_("Of"), empty_label=_("Quarters and days"))
    restated = choice(
        [("yes", _("Corrections")), ("no", _("What stands"))],
        label=_("Corrections"),
        empty_label=_("All numbers"),
        method="by_correction",
    )

    since = since("as_of", label=_("Seen from"))
    until = until("as_of", label=_("Seen until"))

    class Meta(Filters.Meta):
        model = Snapshot

    def by_correction(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Only corrections, or only what nothing corrects."""
        found: QuerySet[Any] = (
            rows.filter(restates__isnull=False) if value == "yes" else rows.standing()
        )
        return found
