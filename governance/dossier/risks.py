"""What could go wrong with a case, and who lives with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.models.risks import Risk, RiskTreatment
from intake.models.use_cases import UseCase


@section("risks", order=57, title=_("Risks"), starts_page=False)
def risks_section(subject: Model) -> Section | None:
    """The risks of the case: how large, what is done, and who accepted what is left."""
    if not isinstance(subject, UseCase):
        return None
    rows = Risk.objects.about(subject).select_related("owner__user").order_by("number")
    risks = list(rows.prefetch_related("treatments__owner__user", "acceptances__accepted_by__user"))
    if not risks:
        return None
    return Section("pack/risks.html", {"risks": risks}, [_risk_data(risk) for risk in risks])


def _risk_data(risk: Risk) -> Mapping[str, Any]:
    return {
        "risk": risk.reference,
        "title": risk.title,
        "category": risk.category,
        "owner": str(risk.owner),
        "state": risk.state,
        "inherent": [risk.inherent.likelihood, risk.inherent.impact],
        "residual": [risk.residual.likelihood, risk.residual.impact] if risk.residual else None,
        "score": risk.current.score,
        "band": risk.band,
        "review_on": plain(risk.review_on),
        "treatments": [_treatment_data(treatment) for treatment in risk.treatments.all()],
        "acceptances": [
            {
                "by": str(one.accepted_by),
                "at": plain(one.accepted_at),
                "reason": one.reason,
                "score": one.score,
                "expires_on": plain(one.expires_on),
                "ended_at": plain(one.ended_at),
                "end": one.end,
                "end_reason": one.end_reason,
            }
            for one in risk.acceptances.all()
        ],
    }


def _treatment_data(treatment: RiskTreatment) -> Mapping[str, Any]:
    return {
        "kind": treatment.kind,
        "text": treatment.text,
        "owner": str(treatment.owner),
        "due_on": plain(treatment.due_on),
        "state": treatment.state,
        "note": treatment.note,
    }
