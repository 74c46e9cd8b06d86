"""Check one window of one monitor, once: evaluation, signals and review stand or fall together.

Imports numpy: tasks use it, screens do not.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from registry.actions.drift_reviews import open_or_extend_drift_review
from registry.choices import DriftSeverity
from registry.declarations import monitoring as told
from registry.logic.monitors import FeatureResult, Finding
from registry.logic.windows import Window
from registry.models.monitoring import DriftSignal, Evaluation, Monitor
from registry.permissions.monitoring import SET_UP_MONITOR
from registry.queries.examination import examine


@transaction.atomic
def evaluate_monitor(monitor: Monitor, *, window: Window, actor: Actor) -> Evaluation:
    """Compare the window with the baseline; a window that was checked stays as it was found."""
    monitor = Monitor.objects.select_related("version__model").locked(monitor.pk)
    require(actor, SET_UP_MONITOR.code, monitor)
    known: Evaluation | None = monitor.evaluations.filter(window_until=window.end).first()
    if known is not None:
        return known
    found = examine(monitor, window, _held(monitor))
    evaluation: Evaluation = Evaluation.objects.create(
        monitor=monitor,
        window_from=window.start,
        window_until=window.end,
        observations=found.observations,
        reference_observations=found.reference_observations,
        severity=found.severity,
        features=[one.stored() for one in found.features],
        metrics=[one.stored() for one in found.metrics],
    )
    signals = [
        _signal(evaluation, one, finding)
        for one in found.all()
        for finding in one.findings
        if finding.severity != DriftSeverity.NONE
    ]
    if signals:
        open_or_extend_drift_review(monitor.version, signals, actor=actor)
    _note(monitor, evaluation)
    record(
        told.MONITOR_EVALUATED,
        monitor,
        actor=actor,
        after={
            "window_until": window.end,
            "observations": found.observations,
            "severity": found.severity,
            "signals": len(signals),
        },
    )
    return evaluation


def _held(monitor: Monitor) -> dict[str, DriftSeverity]:
    """How bad each metric was in the newest evaluation."""
    newest = monitor.evaluations.first()
    stored = newest.metrics if newest else []
    return {one["name"]: DriftSeverity(one["severity"]) for one in stored}


def _signal(evaluation: Evaluation, result: FeatureResult, finding: Finding) -> DriftSignal:
    return DriftSignal(
        monitor=evaluation.monitor,
        feature=result.name,
        test=finding.test,
        window_from=evaluation.window_from,
        window_until=evaluation.window_until,
        value=finding.value,
        chance=finding.chance,
        severity=finding.severity,
        limits=dict(finding.limits),
    )


def _note(monitor: Monitor, evaluation: Evaluation) -> None:
    monitor.last_evaluated_at = timezone.now()
    monitor.last_severity = evaluation.severity
    monitor.save(update_fields=["last_evaluated_at", "last_severity", "updated_at"])
