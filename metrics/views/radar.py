"""The anti-pattern radar: the picture, each signal with its evidence, and its thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.spider import Ring, Spider, Web
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    FormPageView,
    ListPageView,
    PageView,
)
from metrics.actions.radar import Limits, queue_radar, reset_threshold, set_threshold
from metrics.choices import PatternLevel
from metrics.forms.radar import ThresholdForm
from metrics.logic.antipatterns import SEEN, WATCHED, next_reading
from metrics.models.radar import RadarReading
from metrics.permissions.health import STEER_HEALTH, VIEW_HEALTH
from metrics.queries.antipatterns import (
    PatternReading,
    SignalReading,
    limits_in_force,
    newest_radar,
    radar_job,
    reading_of,
)
from metrics.radar.registry import Signal, signal_named
from metrics.tables.health import EVIDENCE
from metrics.tables.registry import RowsTable
from metrics.tasks.health import read_radar
from metrics.views.health import HealthMixin
from metrics.wording import written

PAINTS = {
    PatternLevel.CLEAR: "low",
    PatternLevel.WATCH: "medium",
    PatternLevel.PRESENT: "high",
    PatternLevel.UNKNOWN: "none",
}


@dataclass(frozen=True)
class SignalLine:
    """A signal in words."""

    reading: SignalReading
    value: str
    watch: str
    present: str
    url: str


def signal_line(reading: SignalReading) -> SignalLine:
    """The line of a signal on the page of the radar."""
    unit = reading.signal.unit
    return SignalLine(
        reading,
        written(reading.value, unit),
        written(reading.limits.watch, unit),
        written(reading.limits.present, unit),
        org_url("metrics:radar_signal", signal=reading.signal.code),
    )


@dataclass(frozen=True)
class PatternCard:
    """A pattern with the lines of its signals."""

    reading: PatternReading
    lines: list[SignalLine]

    @property
    def moved(self) -> bool:
        """Whether its level is another than a month before."""
        return self.reading.before not in {None, self.reading.level}


class RadarPage(HealthMixin, PageView):
    """The newest reading; a worker takes it, by night or when somebody asks."""

    permission = VIEW_HEALTH.code
    tab = "metrics:health"
    template_name = "metrics/health/radar.html"

    def page(self) -> dict[str, Any]:
        reading, patterns = newest_radar() or (None, ())
        return {
            "reading": reading,
            "job": radar_job(reading),
            "next_at": next_reading(timezone.now()),
            "cards": [
                PatternCard(each, [signal_line(s) for s in each.signals]) for each in patterns
            ],
            "picture": picture_of(patterns),
            "may_steer": self.member.may(STEER_HEALTH.code),
        }


def picture_of(patterns: Sequence[PatternReading]) -> Spider:
    """The patterns around a centre: the further out, the stronger."""
    return Spider(
        _("Anti-pattern radar"),
        tuple(str(each.pattern.label) for each in patterns),
        (Web(_("Now, in %"), tuple(_percent(each.strength) for each in patterns), "5"),),
        (Ring(100 * WATCHED, _("Watch")), Ring(100 * SEEN, _("Present"))),
        top=100.0,
        paints=tuple(PAINTS[each.level] for each in patterns),
    )


def _percent(strength: float | None) -> float | None:
    return None if strength is None else round(100 * strength)


class TakeRadar(ActionView):
    """Have a worker read the radar now; its page shows when it is done."""

    permission = STEER_HEALTH.code

    def act(self, _payload: None) -> Job:
        job, is_new = queue_radar(actor=self.actor)
        if is_new:
            running.hand_over(job, read_radar, job_id=job.pk)
        return job

    def success_url(self, _result: object) -> str:
        return org_url("metrics:health")


class SignalMixin(HealthMixin):
    """Finds the signal of the address."""

    kwargs: dict[str, Any]
    subject: Signal

    def find_subject(self) -> Signal:
        return found_or_404(signal_named(self.kwargs["signal"]))


class SignalPage(SignalMixin, ListPageView):
    """The evidence: the rows that speak for the pattern, as of the newest reading."""

    permission = VIEW_HEALTH.code
    template_name = "metrics/health/signal.html"
    table_class = RowsTable
    empty_icon = "circle-check"
    empty_title = gettext_lazy("Nothing speaks for the pattern")
    line: SignalLine
    found: QuerySet[Any]

    def find_subject(self) -> Signal:
        signal = super().find_subject()
        reading = RadarReading.objects.all().newest()
        found = reading_of(reading, signal.code)
        if reading is None or found is None:
            raise Http404
        self.line = signal_line(found)
        self.found = signal.evidence(reading.taken_at, found.limits)
        self.table_class = EVIDENCE[self.found.model]
        return signal

    def rows(self) -> QuerySet[Any]:
        return self.found.select_related(*EVIDENCE[self.found.model].related)

    @property
    def title(self) -> str | Promise:  # type: ignore[override]  # asks the signal
        return self.subject.label

    @property
    def subtitle(self) -> str | Promise:  # type: ignore[override]
        return self.subject.meaning

    def actions(self) -> Sequence[ButtonLink]:
        if not self.member.may(STEER_HEALTH.code):
            return ()
        url = org_url("metrics:radar_threshold", signal=self.subject.code)
        return [ButtonLink(url, _("Thresholds"), "sliders-horizontal")]


class ThresholdPage(SignalMixin, FormPageView):
    permission = STEER_HEALTH.code
    form_class = ThresholdForm
    title = gettext_lazy("Thresholds")
    success_message = gettext_lazy("Saved: the next reading goes by it.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return f"{self.subject.label}. {self.subject.meaning}"

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:radar_signal", signal=self.subject.code)

    def form_kwargs(self) -> dict[str, Any]:
        limits = limits_in_force()[self.subject.code]
        return {"initial": {"watch": limits.watch, "present": limits.present}}

    def act(self, payload: Limits) -> object:
        return set_threshold(self.subject, payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class ResetThreshold(SignalMixin, ActionView):
    """Back to the shipped thresholds."""

    permission = STEER_HEALTH.code
    success_message = gettext_lazy("The shipped thresholds hold again.")

    def act(self, _payload: None) -> bool:
        return reset_threshold(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("metrics:radar_signal", signal=self.subject.code)
