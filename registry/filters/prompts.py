"""Filters of the list of prompts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, related, search
from intake.choices import Tier
from registry.filters.models import find_model, owners
from registry.models.models import AIModel


class PromptFilters(Filters):
    q = search(find_model, label=_("Id, name or words"))
    tier = choice(Tier.choices, label=_("Tier"), empty_label=_("Any tier"))
    owner = related(owners, label=_("Owner"), empty_label=_("Any owner"))

    class Meta(Filters.Meta):
        model = AIModel
