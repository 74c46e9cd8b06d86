"""The forecast of the queue: how long reviews will wait, and what one more reviewer changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.views import PageView
from metrics.permissions.health import VIEW_HEALTH
from metrics.queries.queue import PathForecast, queue_forecast
from metrics.views.health import HealthMixin
from metrics.wording import waits_written


@dataclass(frozen=True)
class QueueCard:
    """A path with its picture and its sentence."""

    forecast: PathForecast
    picture: Lines | None
    now: str
    with_one_more: str


class QueuePage(HealthMixin, PageView):
    permission = VIEW_HEALTH.code
    template_name = "metrics/health/queue.html"
    tab = "metrics:queue"

    def page(self) -> dict[str, Any]:
        return {"cards": [queue_card(each) for each in queue_forecast(timezone.now())]}


def queue_card(forecast: PathForecast) -> QueueCard:
    """What the page shows of a path."""
    return QueueCard(
        forecast,
        picture_of(forecast),
        waits_written(forecast.now),
        waits_written(forecast.with_one_more),
    )


def picture_of(forecast: PathForecast) -> Lines | None:
    """The waits of those who come from today on, as it is and with one more reviewer."""
    if not forecast.now:
        return None
    labels = tuple(
        _("in %(days)d days") % {"days": waits.day} if waits.day else _("today")
        for waits in forecast.now
    )
    return Lines(
        _("Working days to wait: %(path)s") % {"path": forecast.path.label},
        labels,
        (
            Series(_("As it is"), tuple(waits.half for waits in forecast.now)),
            Series(_("4 of 5"), tuple(waits.most for waits in forecast.now)),
            Series(_("One more"), tuple(waits.half for waits in forecast.with_one_more)),
            Series(_("4 of 5, one more"), tuple(waits.most for waits in forecast.with_one_more)),
        ),
        height=280,
    )
