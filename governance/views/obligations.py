"""The obligations calendar."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coe_portal.tenancy.clock import today_here
from coe_portal.ui.charts.timeline import Mark, Timeline
from coe_portal.ui.views import PageView
from governance.permissions.obligations import VIEW_OBLIGATIONS
from governance.queries.obligations import (
    DAY_LABELS,
    ROLE_LABELS,
    Calendar,
    frameworks_with_days,
    obligations_calendar,
)


class ObligationsPage(PageView):
    """`?framework=`, `?role=` and `?ours=1` narrow it."""

    permission = VIEW_OBLIGATIONS.code
    template_name = "governance/obligations/calendar.html"

    def page(self) -> dict[str, Any]:
        frameworks = frameworks_with_days()
        chosen = self.request.GET
        framework = chosen.get("framework", "")
        role = chosen.get("role", "")
        calendar = obligations_calendar(
            framework=framework if framework in frameworks else "",
            role=role if role in dict(ROLE_LABELS) else "",
            ours=chosen.get("ours") == "1",
        )
        return {
            "calendar": calendar,
            "picture": picture_of(calendar),
            "frameworks": frameworks,
            "roles": ROLE_LABELS,
            "day_labels": DAY_LABELS,
            "framework": framework,
            "role": role,
            "ours": chosen.get("ours") == "1",
        }


def picture_of(calendar: Calendar) -> Timeline:
    """The days on a line; those on which something of ours begins stand out."""
    marks = tuple(
        Mark(one.day, len(one.duties), "1" if one.ours else "none") for one in calendar.all
    )
    return Timeline(_("Obligations by the day from which they apply"), marks, today_here())
