"""Read the anti-pattern radar, and set from where on it warns."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.clock import day_here
from coe_portal.tenancy.turns import take_turn
from metrics.choices import PatternLevel
from metrics.declarations import health as told
from metrics.logic.antipatterns import Thresholds
from metrics.models.radar import RadarReading, RadarThreshold
from metrics.permissions.health import STEER_HEALTH, VIEW_HEALTH
from metrics.queries.antipatterns import RADAR_JOB, PatternReading, patterns_of, signals_now
from metrics.radar.registry import Signal


@dataclass(frozen=True)
class Limits:
    """From where on a signal is watched, and from where on its pattern is present."""

    watch: float
    present: float


@transaction.atomic
def queue_radar(*, actor: Actor) -> tuple[Job, bool]:
    """The job that reads the radar, and whether it is new: the caller sends its task.

    While one is at it, there is no other.
    """
    require(actor, STEER_HEALTH.code)
    take_turn(RADAR_JOB)
    job = Job.objects.unfinished().filter(kind=RADAR_JOB).first()
    if job is not None:
        return job, False
    title = _("Reading of the radar")
    return running.queue(RADAR_JOB, title, actor=actor, permission=VIEW_HEALTH.code), True


@transaction.atomic
def take_radar(*, actor: Actor) -> RadarReading:
    """Compute all signals now and keep them. Staff and executives hear of what is present."""
    require(actor, STEER_HEALTH.code)
    now = timezone.now()
    reading: RadarReading = RadarReading.objects.create(taken_at=now, signals=signals_now(now))
    patterns = patterns_of(reading.signals)
    _warn(reading, [each for each in patterns if each.level == PatternLevel.PRESENT])
    record(
        told.RADAR_TAKEN,
        reading,
        actor=actor,
        after={each.pattern: each.level for each in patterns},
    )
    return reading


def _warn(reading: RadarReading, present: list[PatternReading]) -> None:
    """Once a month for each pattern."""
    if not present:
        return
    month = f"{day_here(reading.taken_at):%Y-%m}"
    roles = (Role.COE_STAFF, Role.EXECUTIVE)
    people = list(Membership.objects.current().with_user().with_role(*roles))
    for each in present:
        words = {"pattern": each.pattern.label, "fix": each.wording.fix}
        notify(
            told.PATTERN_SEEN,
            people,
            reading,
            context=words,
            url=reading.get_absolute_url(),
            key=f"{each.pattern}:{month}",
        )


@transaction.atomic
def set_threshold(signal: Signal, limits: Limits, *, actor: Actor) -> RadarThreshold:
    """Let the organization's own thresholds hold from the next reading on.

    Raises:
        InvalidInput: a negative number, or thresholds that would turn the signal around.
    """
    require(actor, STEER_HEALTH.code)
    _check(signal, limits)
    known = RadarThreshold.objects.filter(signal=signal.code).locked_rows().first()
    before = known.limits if known else signal.defaults
    threshold, _created = RadarThreshold.objects.update_or_create(
        signal=signal.code,
        defaults={
            "watch": limits.watch,
            "present": limits.present,
            "set_by": _member(actor),
        },
    )
    record(
        told.THRESHOLD_SET,
        threshold,
        actor=actor,
        before={"watch": before.watch, "present": before.present},
        after={"watch": limits.watch, "present": limits.present},
    )
    return threshold


@transaction.atomic
def reset_threshold(signal: Signal, *, actor: Actor) -> bool:
    """Let the shipped thresholds hold again; whether there were others."""
    require(actor, STEER_HEALTH.code)
    known = RadarThreshold.objects.filter(signal=signal.code).locked_rows().first()
    if known is None:
        return False
    record(
        told.THRESHOLD_RESET,
        known,
        actor=actor,
        before={"watch": known.watch, "present": known.present},
        after={"watch": signal.defaults.watch, "present": signal.defaults.present},
    )
    known.delete()
    return True


def _member(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("A member sets thresholds, not the portal."))
    return actor.membership


def _check(signal: Signal, limits: Limits) -> None:
    if not all(isfinite(limit) and limit >= 0 for limit in (limits.watch, limits.present)):
        message = _("Choose numbers from 0 on.")
        raise InvalidInput(message, errors={"watch": [message]})
    turned = Thresholds(limits.watch, limits.present).more_is_worse
    if limits.watch == limits.present or turned != signal.defaults.more_is_worse:
        message = (
            _("More is worse here: it must lie above the number to watch.")
            if signal.defaults.more_is_worse
            else _("Less is worse here: it must lie below the number to watch.")
        )
        raise InvalidInput(message, errors={"present": [message]})
