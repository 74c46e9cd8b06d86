"""The catalogue of agents' tools as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from registry.choices import ToolEffect

EFFECTS = dict(ToolEffect.choices)


def effects_of(tool: Any) -> str:
    """What a call does, in words."""
    return ", ".join(str(EFFECTS[one]) for one in tool.effects)


class AgentToolTable(Table):
    caption = _("Agent tools")
    columns = (
        REFERENCE,
        Column("name", _("Tool"), cells.link(), sort=("name",), phone="title"),
        Column("system", _("System"), sort=("system",), phone="meta"),
        Column("effects", _("What a call does"), value=effects_of, phone="meta"),
        Column("data_class", _("Data"), cells.badge("data_class"), sort=("data_class",),
               phone="badge"),
        Column("version_count", _("Versions"), cells.number, sort=("version_count",), phone="end"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("retired_at", _("Retired"), cells.day, sort=("retired_at",), is_default=False),
        Column("description", _("What it does"), is_default=False),
    )  # fmt: skip
    default_sort = "name"
