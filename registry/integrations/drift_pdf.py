"""A drift review to print: what was found with its plots, and what was decided; data inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.audit.chain import canonical_json
from coe_portal.audit.pack import pdf
from coe_portal.audit.recording import plain
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.ui.charts.lines import Lines
from coe_portal.ui.charts.pairs import Pairs
from registry.actions.drift_printing import note_print
from registry.drift_charts import history_chart, share_chart
from registry.models.monitoring import DriftReview, DriftSignal, Evaluation
from registry.queries.drift_reviews import DriftReviewPage, drift_review_page
from registry.queries.monitoring import feature_history

MOST_PLOTTED: Final = 8
WIDTH: Final = 620


@dataclass(frozen=True)
class Plotted:
    """One feature that drifts: reference and current, and how near to the limit over time."""

    name: str
    shares: Pairs
    history: Lines | None


def print_review(review: DriftReview, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    page = drift_review_page(review)
    context = {
        "review": review,
        "page": page,
        "plots": plots_of(review),
        "organization": organization,
        "width": WIDTH,
    }
    return pdf.print_html(
        render_to_string("registry/monitoring/pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="drift-review.json",
            description="The drift review as data",
            text=canonical_json(facts_of(review, page)),
            at=review.resolved_at or timezone.now(),
        ),
    )


def plots_of(review: DriftReview) -> list[Plotted]:
    """The features that drift, those with the newest signals first, in their window."""
    newest: dict[str, DriftSignal] = {}
    for signal in review.signals.select_related("monitor").order_by("-window_until", "-value"):
        if signal.feature not in newest and len(newest) < MOST_PLOTTED:
            newest[signal.feature] = signal
    found = ((name, signal, _feature(signal)) for name, signal in newest.items())
    return [
        Plotted(name, share_chart(feature), _history(signal))
        for name, signal, feature in found
        if feature is not None and feature["bins"]
    ]


def _feature(signal: DriftSignal) -> dict[str, Any] | None:
    rows = Evaluation.objects.filter(monitor=signal.monitor_id, window_until=signal.window_until)
    evaluation = rows.first()
    features = evaluation.features if evaluation is not None else []
    return next((one for one in features if one["name"] == signal.feature), None)


def _history(signal: DriftSignal) -> Lines | None:
    past = feature_history(signal.monitor, signal.feature)
    return history_chart(past) if len(past) > 1 else None


def facts_of(review: DriftReview, page: DriftReviewPage) -> Any:
    """The same as data."""
    return plain(
        {
            "reference": review.reference,
            "model": review.version.model.reference,
            "version": review.version.number,
            "state": review.state,
            "opened_at": review.opened_at,
            "due_on": review.due_on,
            "outcome": review.outcome,
            "rationale": review.rationale,
            "resolved_at": review.resolved_at,
            "resolved_by": str(review.resolved_by or ""),
            "back_to": None if review.target is None else review.target.number,
            "signals": [
                {
                    "monitor": one.monitor.reference,
                    "feature": one.feature,
                    "test": one.test,
                    "value": one.value,
                    "chance": one.chance,
                    "severity": one.severity,
                    "limits": one.limits,
                    "window_from": one.window_from,
                    "window_until": one.window_until,
                }
                for one in review.signals.select_related("monitor")[: len(page.signals)]
            ],
        }
    )


def build_file(organization_id: int, job_id: int) -> None:
    """Print the review of a job and store it."""
    carry_out(job_id, _make, organization_id=organization_id, afterwards=note_print)


def _make(job: Job) -> Product:
    with scope(job.organization_id):
        rows = DriftReview.objects.with_version().select_related("resolved_by__user", "target")
        review: DriftReview = rows.get(pk=job.subject_id or 0)
        content = print_review(review, Organization.objects.get(pk=job.organization_id))
    return Product(file_name=f"{review.reference}.pdf", content=content)
