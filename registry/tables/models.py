"""The inventory and the promotion requests as tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from intake.choices import Tier

TIERS = dict(Tier.choices)


def tier_of(model: Any) -> tuple[str, str]:
    """The highest tier of what it is used for, with its word."""
    return model.tier, str(TIERS.get(model.tier, ""))


def mark_of(model: Any) -> tuple[str, str]:
    """A word where a version of it that is not archived is marked."""
    return ("marked", str(_("Marked"))) if model.is_marked else ("", "")


def version_label(number: int | None) -> str:
    """`v3`, or nothing."""
    return "" if number is None else f"v{number}"


class ModelTable(Table):
    caption = _("Models")
    columns = (
        REFERENCE,
        Column("name", _("Model"), cells.link(), sort=("name",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("tier", _("Tier"), cells.badge("tier"), value=tier_of, sort=("tier_rank",),
               phone="badge"),
        Column("is_marked", _("Mark"), cells.badge("mark"), value=mark_of, sort=("is_marked",),
               phone="meta"),
        Column("in_production", _("In production"),
               value=lambda model: version_label(model.in_production), sort=("in_production",)),
        Column("newest", _("Newest version"), value=lambda model: version_label(model.newest),
               sort=("newest",), phone="end"),
        Column("case_count", _("Use cases"), cells.number, sort=("case_count",)),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("updated_at", _("Changed"), cells.day, sort=("updated_at",), is_default=False),
        Column("steward_unit", _("Business unit"), sort=("steward_unit__name",),
               is_default=False),
        Column("provider", _("Provider"), sort=("provider",), is_default=False),
        Column("description", _("Description"), is_default=False),
        Column("created_at", _("Registered"), cells.day, sort=("created_at",), is_default=False),
    )  # fmt: skip
    default_sort = "name"


class PromotionTable(Table):
    caption = _("Promotion requests")
    columns = (
        Column("version", _("Version"), cells.link(), sort=("version__model__name",),
               phone="title"),
        Column("use_case", _("Use case"),
               cells.link(lambda request: request.use_case.get_absolute_url()),
               value=lambda request: request.use_case.reference, sort=("use_case__number",),
               phone="meta"),
        Column("state", _("State"), cells.badge("promotion"), sort=("state",), phone="badge"),
        Column("requested_by", _("Requested by"), cells.person,
               sort=("requested_by__user__name",)),
        Column("requested_at", _("Requested"), cells.day, sort=("requested_at",), phone="end"),
        Column("decision", _("Decision"), sort=("decision__number",),
               value=lambda request: request.decision or ""),
        Column("note", _("Note"), is_default=False),
    )  # fmt: skip
    default_sort = "-requested_at"
