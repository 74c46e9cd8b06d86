"""What a monitor found, drawn: shares then and now, numbers over time, and rates by week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.tenancy.clock import zone_here
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.charts.pairs import Pairs
from registry.logic.wording import SHORT
from registry.queries.monitoring import PastFeature
from registry.queries.rates import Rates

RATE_HEIGHT = 160


def share_chart(feature: dict[str, Any]) -> Pairs:
    """Reference and current, bin by bin, in percent."""
    labels, first, second = zip(*feature["bins"], strict=True)
    return Pairs(
        _("%(feature)s: reference and current") % {"feature": feature["name"]},
        labels,
        (_("Reference"), _("Current")),
        tuple(100 * share for share in first),
        tuple(100 * share for share in second),
    )


def history_chart(history: Sequence[PastFeature]) -> Lines:
    """Each statistic over the windows, the oldest first, as a part of the limit that warns."""
    tests = {test for past in history for test in past.parts}
    return Lines(
        _("How near to the limit that warns"),
        tuple(date_format(past.window_until.astimezone(zone_here()), "j M") for past in history),
        tuple(
            Series(name, tuple(past.parts.get(test) for past in history))
            for test, name in SHORT.items()
            if test in tests
        ),
        unit=" %",
    )


def rate_charts(rates: Rates) -> list[Lines]:
    """What is known of a version week by week, a drawing for each measure."""
    known = [
        (_("Calls a day"), _("Calls"), rates.calls, ""),
        (_("Features with a signal (%)"), _("Share"), rates.signalled, " %"),
        (_("Confirmed problems in 1,000 calls"), _("Problems"), rates.problems, ""),
        *((name, _("Mean"), values, "") for name, values in rates.metrics.items()),
    ]
    labels = tuple(date_format(end, "j M") for end in rates.ends)
    return [
        Lines(title, labels, (Series(name, values),), unit=unit, height=RATE_HEIGHT)
        for title, name, values, unit in known
        if any(value is not None for value in values)
    ]
