"""The portfolio as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.markup import markup
from coe_portal.ui.tables import Column, Table, cells
from intake.models.use_cases import UseCase


def _unit(use_case: UseCase) -> str:
    return use_case.business_unit.name if use_case.business_unit else ""


def _reference(value: Any, row: UseCase) -> str:
    """The id as a link that is never broken over two lines."""
    return markup('<a class="nowrap" href="{}">{}</a>', row.get_absolute_url(), value)


class UseCaseTable(Table):
    """Sorting keeps to the indexed expressions of the model wherever there is one."""

    caption = _("Use cases")
    columns = (
        Column("reference", _("Id"), _reference, sort=("number",), phone="meta"),
        Column("title", _("Title"), cells.link(), sort=("title",), phone="title"),
        Column("stage", _("Stage"), cells.badge("stage"), sort=("stage_rank",), phone="badge"),
        Column("tier", _("Tier"), cells.badge("tier"), sort=("tier_rank",), phone="badge"),
        Column(
            "ai_act_class",
            _("EU AI Act class"),
            cells.badge("ai_act"),
            sort=("ai_act_class",),
            is_default=False,
        ),
        Column("business_unit", _("Business unit"), value=_unit, phone="meta"),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.owner_label),
        Column("priority", _("Priority"), cells.decimal, sort=("priority",), phone="end"),
        Column("value", _("Value"), cells.number, sort=("value",)),
        Column("feasibility", _("Feasibility"), cells.number, sort=("feasibility",)),
        Column(
            "data_readiness",
            _("Data readiness"),
            cells.number,
            sort=("data_readiness",),
            is_default=False,
        ),
        Column("risk", _("Risk"), cells.number, sort=("risk",), is_default=False),
        Column("adoption", _("Adoption"), cells.number, sort=("adoption",), is_default=False),
        Column("objective", _("Objective"), is_default=False),
        Column(
            "planned_start",
            _("Planned start"),
            cells.day,
            sort=("planned_start",),
            is_default=False,
        ),
        Column("submitted_at", _("Submitted"), cells.day, sort=("submitted_at",), is_default=False),
        Column("updated_at", _("Changed"), cells.day, sort=("updated_at",), is_default=False),
    )
    default_sort = "-priority"
    indexed: ClassVar[Mapping[str, Combinable]] = {
        "title": Lower("title"),
        "stage": F("stage_rank"),
        "tier": F("tier_rank"),
        "updated_at": F("updated_at"),
        "reference": F("number"),
    }

    def ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Order by the plain index expression where no value can be missing."""
        name = self.sort.removeprefix("-")
        expression = self.indexed.get(name)
        if expression is None:
            return super().ordered(rows)
        if self.sort.startswith("-"):
            return rows.order_by(expression.desc(), "-pk")  # type: ignore[attr-defined]
        return rows.order_by(expression.asc(), "pk")  # type: ignore[attr-defined]
