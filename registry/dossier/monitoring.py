"""What watches the models of a case, what drifted, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.dossier.kept import newest
from intake.models.use_cases import UseCase
from registry.models.monitoring import DriftReview, Monitor


@section("monitoring", order=66, title=_("Monitoring of models"), starts_page=False)
def monitoring_section(subject: Model) -> Section | None:
    """Each monitor with what it found last, and each drift review with its outcome."""
    if not isinstance(subject, UseCase):
        return None
    serves = {"version__model__links__use_case": subject}
    monitors = newest(Monitor.objects.active().filter(**serves).with_version())
    reviews = newest(
        DriftReview.objects.filter(**serves)
        .with_version()
        .with_signals()
        .select_related("resolved_by__user", "target")
    )
    if not monitors.rows and not reviews.rows:
        return None
    return Section(
        "pack/monitoring.html",
        {"monitors": monitors, "reviews": reviews},
        {
            "monitors": [_monitor_data(one) for one in monitors.rows],
            "drift_reviews": [_review_data(one) for one in reviews.rows],
        },
    )


def _monitor_data(monitor: Monitor) -> Mapping[str, Any]:
    return {
        "monitor": monitor.reference,
        "name": monitor.name,
        "version": str(monitor.version),
        "rhythm": monitor.rhythm,
        "window_days": monitor.window_days,
        "baseline": monitor.baseline,
        "limits": monitor.limits,
        "metrics": monitor.metrics,
        "last_severity": monitor.last_severity,
        "last_evaluated_at": plain(monitor.last_evaluated_at),
    }


def _review_data(review: Any) -> Mapping[str, Any]:
    return {
        "review": review.reference,
        "version": str(review.version),
        "signals": review.signal_count,
        "state": review.state,
        "opened_at": plain(review.opened_at),
        "due_on": plain(review.due_on),
        "outcome": review.outcome,
        "rationale": review.rationale,
        "resolved_by": str(review.resolved_by or ""),
        "resolved_at": plain(review.resolved_at),
        "back_to": None if review.target is None else review.target.number,
    }
