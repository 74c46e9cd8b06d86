"""What the voters judge of a version: plain facts and documents by hash."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from registry.choices import DriftOutcome, ModelKind
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview
from registry.queries.agent_tools import tools_in_words
from registry.queries.candidates import Candidate


def packet_facts(version: ModelVersion) -> dict[str, Any]:
    """Facts as label and value, and the documents that count on the day."""
    model, candidate = version.model, Candidate(version)
    inputs = version.inputs.order_by("kind", "name")[:50]
    rows = {
        _("Model"): f"{model.reference} {model.name}",
        _("Version"): str(version.number),
        _("Kind"): model.get_kind_display(),
        _("Owner"): str(model.owner),
        _("Developer"): str(version.developer or ""),
        _("Validator"): str(version.validator or ""),
        _("What was validated"): version.validation_note,
        _("Source"): version.source,
        _("Run"): version.run_id,
        _("Description"): version.description,
        _("Vendors"): ", ".join(one.name for one in candidate.dependences),
        _("Made from"): ", ".join(str(one) for one in inputs),
        _("Drift"): _drift(version),
        _("Tools"): tools_in_words(version) if model.kind == ModelKind.AGENT else "",
    }
    return {
        "facts": [{"label": label, "value": value} for label, value in rows.items() if value],
        "documents": [
            {
                "kind": document.kind,
                "label": document.get_kind_display(),
                "title": document.title,
                "result": document.result,
                "url": document.url or document.get_absolute_url(),
                "sha256": document.digest,
            }
            for document in candidate.documents
        ],
    }


def _drift(version: ModelVersion) -> str:
    """Why its drift came before the board: the newest review that was escalated."""
    rows = DriftReview.objects.filter(version=version, outcome=DriftOutcome.ESCALATE)
    review = rows.order_by("-number").first()
    if review is None:
        return ""
    signals = "; ".join(str(signal) for signal in review.signals.all()[:10])
    return f"{review.reference}: {review.rationale} ({signals})"


def builders_of(version: ModelVersion) -> tuple[int | None, ...]:
    """Who may not judge it: the owner of the model, who built and who registered the version."""
    return (version.model.owner_id, version.developer_id, version.created_by_id)
