"""Filters of the list of appeals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from governance.choices import AppealState
from governance.models.appeals import Appeal


def find_appeal(rows: Any, text: str) -> QuerySet[Any]:
    """By its reference, or by words of the case."""
    known: QuerySet[Any] = rows.by_reference(text)
    return known if known.exists() else rows.filter(use_case__title__icontains=text)


class AppealFilters(Filters):
    q = search(find_appeal, label=_("Id or name"))
    state = choice(AppealState.choices, label=_("State"), empty_label=_("Any state"))

    class Meta(Filters.Meta):
        model = Appeal
