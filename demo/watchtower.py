"""Models in operation: what they send and cost, who watches, and what is decided about drift."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.partitions import ensure_months
from demo.director import Director, Story
from demo.founding import House
from demo.inventory import Release, Specimen, Turn, Watch
from demo.sensors import SATURDAY, WEEKEND, Sensor
from demo.working_hours import Calendar
from demo.workshop import Workshop, roll_on
from registry.actions.drift_reviews import Resolution, resolve_drift_review
from registry.actions.monitors import MonitorTerms, NewMonitor, change_monitor, create_monitor
from registry.actions.observations import ingest_observations
from registry.actions.operations import Usage, record_usage
from registry.choices import BaselineKind, Better, DriftOutcome, MonitorRhythm, ObservationSet
from registry.logic.thresholds import MetricLimits
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview, Monitor, Observation
from registry.tasks.drift import check_monitors, remind_of_drift_reviews

FIRST_LOOK = 340
# Days before today from which on somebody looks every morning.
CLOSELY = 15
WEEK = dt.timedelta(days=7)
EARLY = dt.time(3, 20)
REFERENCE_DAYS = 28
BILLED_EVERY = 4
MOST_DAYS_BILLED = 60


@transaction.atomic
def make_room() -> None:
    """The months of all observations, so that organizations do not wait for each other's."""
    today = timezone.now().date()
    days = range(0, FIRST_LOOK + 2 * REFERENCE_DAYS, REFERENCE_DAYS)
    ensure_months(Observation._meta.db_table, {today - dt.timedelta(days=back) for back in days})


@dataclass
class Shift:
    """A version at work: what was sent and billed last, and its monitors so far."""

    specimen: Specimen
    release: Release
    version: ModelVersion
    began: dt.date
    sent: dt.date
    billed: dt.date
    monitors: list[Monitor] = field(default_factory=list)


class Watchtower:
    """Looks after models in production, week by week, and every morning at last."""

    def __init__(self, workshop: Workshop, house: House, director: Director) -> None:
        self._workshop = workshop
        self._house = house
        self._director = director
        self._zone = ZoneInfo(house.organization.timezone)
        self._today = director.now.astimezone(self._zone).date()
        slug = house.organization.slug
        self._slug = slug
        self._time = Calendar(director.now, self._zone, f"{slug}/watch")
        self._shifts: dict[int, Shift] = {}
        self._newest = 0

    def open(self) -> None:
        """Begin the rounds."""
        self._director.start(self._rounds())

    def _rounds(self) -> Story:
        for place, day in enumerate(self._mornings()):
            yield dt.datetime.combine(day, EARLY, self._zone)
            self._look_around()
            for shift in self._shifts.values():
                self._collect(shift, day)
                if place % BILLED_EVERY == 0 or day == self._today:
                    self._bill(shift, day)
            check_monitors(organization_id=self._house.organization.pk)
            remind_of_drift_reviews(organization_id=self._house.organization.pk)
            self._take_up_reviews()

    def _mornings(self) -> Iterator[dt.date]:
        """Mondays, and every morning of the last days."""
        day = self._today - dt.timedelta(days=FIRST_LOOK)
        day -= dt.timedelta(days=day.weekday())
        while day <= self._today:
            yield day
            is_close = (self._today - day).days < CLOSELY
            day += dt.timedelta(days=1) if is_close else WEEK

    # Who is at work

    def _look_around(self) -> None:
        rows = ModelVersion.objects.in_production().select_related("model__owner__user")
        serving = {version.pk: version for version in rows}
        for pk in self._shifts.keys() - serving.keys():
            self._relieve(self._shifts.pop(pk))
        for pk in serving.keys() - self._shifts.keys():
            self._take_on(serving[pk])

    def _take_on(self, version: ModelVersion) -> None:
        specimen = next(one for one in self._workshop.models if one.name == version.model.name)
        release = specimen.releases[version.number - 1]
        began = version.stage_changed_at.astimezone(self._zone).date()
        monitors = list(version.monitors.all())
        self._shifts[version.pk] = Shift(specimen, release, version, began, began, began, monitors)
        if release.stream is not None and not version.observations.exists():
            records = self._sensor(release, version).reference(began, REFERENCE_DAYS)
            ingest_observations(
                version, records, kind=ObservationSet.REFERENCE, actor=self._builder(version)
            )

    def _relieve(self, shift: Shift) -> None:
        for monitor in shift.monitors:
            terms = self._terms(shift, monitor.name, is_active=False)
            change_monitor(monitor, terms, actor=self._builder(shift.version))

    def _builder(self, version: ModelVersion) -> Actor:
        return Actor.member(version.developer) if version.developer else Actor.system("demo")

    # What it sends and costs

    def _sensor(self, release: Release, version: ModelVersion) -> Sensor:
        assert release.stream is not None  # noqa: S101  (asked before)
        return Sensor(release.stream, f"{self._slug}/{version.model.name}", self._today)

    def _collect(self, shift: Shift, day: dt.date) -> None:
        """All days that are over, and the monitors that begin now."""
        if shift.release.stream is None or shift.sent >= day:
            return
        yesterday = day - dt.timedelta(days=1)
        records = list(self._sensor(shift.release, shift.version).between(shift.sent, yesterday))
        builder = self._builder(shift.version)
        ingest_observations(shift.version, records, actor=builder)
        shift.sent = day
        for watch in shift.release.watches:
            if (day - shift.began).days >= WEEK.days * watch.after:
                self._watch(shift, watch, builder)

    def _watch(self, shift: Shift, watch: Watch, builder: Actor) -> None:
        """Set the monitor up, or switch on that of a version that serves again."""
        terms = self._terms(shift, watch.name)
        found = next((one for one in shift.monitors if one.name == watch.name), None)
        if found is None:
            new = NewMonitor(version=shift.version, **vars(terms))
            shift.monitors.append(create_monitor(new, actor=builder))
        elif not found.is_active:
            shift.monitors.remove(found)
            shift.monitors.append(change_monitor(found, terms, actor=builder))

    def _terms(self, shift: Shift, name: str, *, is_active: bool = True) -> MonitorTerms:
        watch = next(one for one in shift.release.watches if one.name == name)
        stream = shift.release.stream
        gauges = stream.metrics if stream and not watch.features else {}
        return MonitorTerms(
            name=watch.name,
            rhythm=MonitorRhythm(watch.rhythm),
            window_days=watch.window,
            baseline=BaselineKind(watch.baseline),
            features=tuple(watch.features),
            metrics={
                metric: MetricLimits(Better(one.better), one.warning, one.severe, one.noise)
                for metric, one in gauges.items()
            },
            is_active=is_active,
        )

    def _bill(self, shift: Shift, day: dt.date) -> None:
        first = max(shift.billed, day - dt.timedelta(days=MOST_DAYS_BILLED))
        days = [dt.date.fromordinal(one) for one in range(first.toordinal(), day.toordinal())]
        rows = [one for each in days for one in self._used(shift.specimen, each)]
        shift.billed = day
        if rows:
            record_usage(shift.version, rows, actor=self._builder(shift.version))

    def _used(self, specimen: Specimen, day: dt.date) -> Iterator[Usage]:
        for consumer in specimen.consumers:
            random = Random(f"{self._slug}/{specimen.key}/{consumer.name}/{day}")  # noqa: S311
            busy = (WEEKEND if day.weekday() >= SATURDAY else 1.0) * random.uniform(0.9, 1.1)
            calls = round(consumer.calls * busy)
            cost = Decimal(str(round(calls * consumer.cost / 1000, 4)))
            yield Usage(
                day=day,
                consumer=consumer.name,
                calls=calls,
                users=min(calls, round(consumer.users * busy)),
                cost=cost,
            )

    # What is decided

    def _take_up_reviews(self) -> None:
        new = DriftReview.objects.filter(pk__gt=self._newest).order_by("pk")
        for review in new.select_related("version__model"):
            self._newest = review.pk
            shift = self._shifts.get(review.version_id)
            turns = shift.release.turns if shift else ()
            past = DriftReview.objects.filter(version=review.version_id, pk__lt=review.pk).count()
            if shift is not None and past < len(turns):
                self._director.start(self._decide(review, shift.specimen, turns[past]))

    def _decide(self, review: DriftReview, specimen: Specimen, turn: Turn) -> Story:
        yield self._time.after(review.opened_at, turn.after)
        actor = self._house.actor(turn.by)
        target = None
        if turn.target:
            rows = ModelVersion.objects.select_related("model__owner__user")
            target = rows.get(model=review.version.model_id, number=turn.target)
        resolution = Resolution(DriftOutcome(turn.outcome), turn.why, target)
        resolve_drift_review(review, resolution, actor=actor)
        if target is not None:
            roll_on(self._workshop, target, specimen, actor)
