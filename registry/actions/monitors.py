"""Set up what watches a version, and change it. Windows that were checked stay as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.references import next_number
from registry.choices import BaselineKind, DriftTest, MonitorRhythm
from registry.declarations import monitoring as told
from registry.logic.thresholds import DEFAULT_LIMITS, Limits, MetricLimits
from registry.models.models import ModelVersion
from registry.models.monitoring import MOST_WINDOW_DAYS, Monitor
from registry.permissions.monitoring import SET_UP_MONITOR

MOST_MONITORS: Final = 20
MOST_METRICS: Final = 50
MOST_FEATURES: Final = 200


@dataclass(frozen=True, kw_only=True)
class MonitorTerms:
    """What is watched, how, and by which limits. No features means all that are sent."""

    name: str
    rhythm: MonitorRhythm = MonitorRhythm.DAILY
    window_days: int = 7
    baseline: BaselineKind = BaselineKind.REFERENCE
    baseline_from: dt.date | None = None
    baseline_until: dt.date | None = None
    features: tuple[str, ...] = ()
    limits: Mapping[DriftTest, Limits] = field(default_factory=dict)
    metrics: Mapping[str, MetricLimits] = field(default_factory=dict)
    missing_limit: float = 0.05
    minimum: int = 100
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class NewMonitor(MonitorTerms):
    """A monitor of this version."""

    version: ModelVersion


TERMS: Final = tuple(one.name for one in fields(MonitorTerms))


@transaction.atomic
def create_monitor(new: NewMonitor, *, actor: Actor) -> Monitor:
    """Watch a version from now on."""
    version = ModelVersion.objects.select_related("model").locked(new.version.pk)
    require(actor, SET_UP_MONITOR.code, version)
    if version.removed_at is not None:
        raise InvalidTransition(_("This version was removed."))
    if version.monitors.count() >= MOST_MONITORS:
        raise RuleViolation(_("A version has at most %(most)s monitors.") % {"most": MOST_MONITORS})
    values = _stored(new)
    monitor: Monitor = Monitor.objects.create(
        number=next_number(Monitor.PREFIX),
        version=version,
        created_by=actor.membership,
        **values,
    )
    record(told.MONITOR_CREATED, monitor, actor=actor, after={"version": version, **values})
    return monitor


@transaction.atomic
def change_monitor(monitor: Monitor, terms: MonitorTerms, *, actor: Actor) -> Monitor:
    """Watch otherwise from the next window on, or no more."""
    rows = Monitor.objects.select_related("version__model")
    before, monitor = rows.locked(monitor.pk), rows.locked(monitor.pk)
    require(actor, SET_UP_MONITOR.code, monitor)
    for name, value in _stored(terms).items():
        setattr(monitor, name, value)
    monitor.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, monitor, TERMS)
    if now:
        record(told.MONITOR_CHANGED, monitor, actor=actor, before=was, after=now)
    return monitor


def _stored(terms: MonitorTerms) -> dict[str, Any]:
    """The terms as columns, or what is wrong with them by field."""
    if errors := dict(_errors(terms)):
        raise InvalidInput(_("Check the values below."), errors=errors)
    values = {name: getattr(terms, name) for name in TERMS}
    is_fixed = terms.baseline == BaselineKind.FIXED
    return {
        **values,
        "name": terms.name.strip(),
        "baseline_from": terms.baseline_from if is_fixed else None,
        "baseline_until": terms.baseline_until if is_fixed else None,
        "features": list(terms.features),
        "limits": {str(test): asdict(one) for test, one in terms.limits.items()},
        "metrics": {name: asdict(one) for name, one in terms.metrics.items()},
    }


def _errors(terms: MonitorTerms) -> Any:
    if not terms.name.strip():
        yield "name", [_("Give it a name.")]
    if not 1 <= terms.window_days <= MOST_WINDOW_DAYS:
        yield "window_days", [_("From 1 to %(most)s days.") % {"most": MOST_WINDOW_DAYS}]
    if not 0 < terms.missing_limit <= 1:
        yield "missing_limit", [_("A share above 0, up to 1.")]
    if terms.minimum < 1:
        yield "minimum", [_("At least 1.")]
    if len(terms.features) > MOST_FEATURES:
        yield "features", [_("At most %(most)s features.") % {"most": MOST_FEATURES}]
    yield from _baseline_errors(terms)
    yield from _limit_errors(terms)


def _baseline_errors(terms: MonitorTerms) -> Any:
    if terms.baseline != BaselineKind.FIXED:
        return
    first, last = terms.baseline_from, terms.baseline_until
    if first is None or last is None or last < first:
        yield "baseline_until", [_("A fixed period has a first and a last day, in this order.")]


def _limit_errors(terms: MonitorTerms) -> Any:
    limits = terms.limits.items()
    if any(test not in DEFAULT_LIMITS or not 0 < one.warning <= one.severe for test, one in limits):
        yield "limits", [_("Limits are above zero, and the severe one is not the smaller.")]
    if len(terms.metrics) > MOST_METRICS:
        yield "metrics", [_("At most %(most)s metrics.") % {"most": MOST_METRICS}]
    if not all(one.is_ordered for one in terms.metrics.values()):
        message = _("The severe limit of a metric lies beyond the one that warns.")
        yield "metrics", [message]
