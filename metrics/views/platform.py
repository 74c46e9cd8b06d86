"""How the portal itself does: when it was up, how fast it answers, how many work with it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.clock import today_of
from coe_portal.ui import formats
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.views import PageView
from metrics.choices import Unit
from metrics.kpis.registry import kpi_named
from metrics.logic.periods import quarter_of
from metrics.permissions.platform import VIEW_PLATFORM
from metrics.queries.platform import Platform, platform
from metrics.wording import written

MILLISECONDS = 1000
ROUTES: dict[str, str | Promise] = {
    "api": gettext_lazy("API"),
    "mlflow": gettext_lazy("API of MLflow"),
    "accounts": gettext_lazy("Members and settings"),
    "none": gettext_lazy("Addresses that do not exist"),
    "other": gettext_lazy("Other pages"),
}


class PlatformPage(PageView):
    permission = VIEW_PLATFORM.code
    template_name = "metrics/platform.html"

    def page(self) -> dict[str, Any]:
        zone = ZoneInfo(self.organization.timezone)
        today = today_of(self.organization)
        quarter = quarter_of(today, self.organization.fiscal_year_start_month)
        found = platform(timezone.now(), quarter_since=quarter.starts_at(zone), zone=zone)
        uptime = kpi_named("platform_uptime")
        return {
            "found": found,
            "quarter": quarter,
            "month_uptime": written(found.month, Unit.PERCENT),
            "quarter_uptime": written(found.quarter, Unit.PERCENT),
            "bands": uptime.bands if uptime else None,
            "routes": [_route_row(route) for route in found.routes or ()],
            "down_chart": _down_chart(found),
            "people_chart": _people_chart(found),
        }


def _route_row(route: Any) -> dict[str, Any]:
    return {
        "name": ROUTES.get(route.name, route.name.replace("_", " ").capitalize()),
        "answers": route.answers,
        "half": _milliseconds(route.half),
        "most": _milliseconds(route.most),
        "failed": route.failed,
    }


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return formats.DASH
    return _("%(count)s ms") % {"count": formats.number(seconds * MILLISECONDS)}


def _down_chart(found: Platform) -> Bars:
    return Bars(
        _("Minutes down, by month"),
        tuple(date_format(month.first, "M y") for month in found.months),
        tuple(float(month.down) for month in found.months),
        higher_is_better=False,
    )


def _people_chart(found: Platform) -> Bars:
    return Bars(
        _("People who worked with the portal, by day"),
        tuple(date_format(day, "j M") for day, _count in found.people),
        tuple(float(count) for _day, count in found.people),
    )
