"""Prompts in the navigation; what happens to them is told as of every model."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.navigation import NavItem, declare

declare(
    NavItem(
        "registry:prompts",
        _("Prompts"),
        "text-quote",
        "registry.view",
        group="models",
        order=20,
        prefixes=("registry:prompt",),
    )
)
