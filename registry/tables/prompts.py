"""Prompts as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.tables import Column, Table, cells
from registry.tables.models import tier_of, version_label


def page_of(prompt: object) -> str:
    """Its page among the prompts."""
    return org_url("registry:prompt", reference=prompt.reference)  # type: ignore[attr-defined]


class PromptTable(Table):
    caption = _("Prompts")
    columns = (
        Column("reference", _("Id"), cells.link(page_of), sort=("number",), phone="meta"),
        Column("name", _("Prompt"), cells.link(page_of), sort=("name",), phone="title"),
        Column("tier", _("Tier"), cells.badge("tier"), value=tier_of, sort=("tier_rank",),
               phone="badge"),
        Column("in_production", _("In production"),
               value=lambda model: version_label(model.in_production), sort=("in_production",),
               phone="meta"),
        Column("newest", _("Newest version"), value=lambda model: version_label(model.newest),
               sort=("newest",), phone="end"),
        Column("case_count", _("Use cases"), cells.number, sort=("case_count",)),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("updated_at", _("Changed"), cells.day, sort=("updated_at",)),
        Column("description", _("What it is for"), is_default=False),
    )  # fmt: skip
    default_sort = "name"
