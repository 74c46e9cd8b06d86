"""Filters of the catalogue of agents' tools."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from registry.choices import DataClass, ToolEffect
from registry.filters.monitoring import find
from registry.models.agents import AgentTool, AgentToolQuerySet

STATES: Final = [("used", _("In the catalogue")), ("retired", _("Retired"))]


class AgentToolFilters(Filters):
    q = search(find, label=_("Id, name or system"))
    effect = choice(
        ToolEffect.choices, label=_("Effect"), empty_label=_("Any effect"), method="with_effect"
    )
    data_class = choice(DataClass.choices, label=_("Data"), empty_label=_("Any data"))
    state = choice(STATES, label=_("State"), empty_label=_("All"), method="by_state")

    class Meta(Filters.Meta):
        model = AgentTool

    def with_effect(self, rows: AgentToolQuerySet, _name: str, value: str) -> AgentToolQuerySet:
        return rows.filter(effects__contains=[value])

    def by_state(self, rows: AgentToolQuerySet, _name: str, value: str) -> AgentToolQuerySet:
        return rows.filter(retired_at__isnull=value == "used")
