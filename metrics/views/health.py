"""The tabs that the pages about the CoE's health share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import Crumb

TABS: Final[tuple[tuple[str, str | Promise, str], ...]] = (
    ("metrics:health", _("Radar"), "radar"),
    ("metrics:maturity", _("Maturity"), "trending-up"),
    ("metrics:launch", _("First 90 days"), "rocket"),
    ("metrics:satisfaction", _("Satisfaction"), "smile"),
    ("metrics:queue", _("Queue"), "hourglass"),
)


@dataclass(frozen=True)
class HealthTab:
    """One of the pages."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool


class HealthMixin:
    """A page about the CoE's health; `tab` is the name of its own address."""

    tab: ClassVar[str] = ""

    @property
    def tabs(self) -> list[HealthTab]:
        return [
            HealthTab(org_url(name), label, icon, name == self.tab) for name, label, icon in TABS
        ]

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("metrics:health"), _("CoE health"))]
