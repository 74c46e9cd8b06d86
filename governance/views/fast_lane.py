"""The fast lane: what policy approved by itself, and the proof that it may."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.views import PageView
from governance.permissions import audits as rights
from governance.queries.sampling import FastLane, fast_lane
from governance.views.audits import AuditTabs, BelowAudits


class FastLanePage(AuditTabs, BelowAudits, PageView):
    permission = rights.VIEW_FAST_LANE.code
    template_name = "governance/audits/fast_lane.html"

    def page(self) -> dict[str, Any]:
        lane = fast_lane()
        return {"lane": lane, "rates": rates_over_time(lane) if lane.steps else None}


def rates_over_time(lane: FastLane) -> Lines:
    """The rate after each sample that was judged, beside the policy's own."""
    labels = [date_format(step.at, "j M y") for step in lane.steps]
    before, rates = lane.steps[0].rate_before, [step.rate for step in lane.steps]
    values = tuple(float(rate) for rate in (before, *rates))
    policy = (float(lane.base),) * len(values)
    return Lines(
        title=_("Share of self-service approvals that is audited"),
        labels=(_("before"), *labels),
        series=(Series(_("In force"), values), Series(_("Policy"), policy)),
        unit=" %",
    )
