"""What goes into a packet: all that the voters judge, as plain JSON."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Model

from coe_portal.audit.chain import canonical_json
from coe_portal.audit.recording import plain
from coe_portal.collaboration.models import Attachment
from governance.models.appeals import Appeal
from governance.models.reviews import Review
from governance.queries.validity import renewal_content
from governance.review_subjects import kind_of
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase


def packet_content(
    review: Review, appeal: Appeal | None = None, part: Model | None = None
) -> dict[str, Any]:
    """Case, answers, scores with reasons, documents by hash, and the rules in force.

    For an appeal also its grounds, its documents, and the decision that it is against; for a
    renewal what has changed since the approval; and what is known of the part that is judged.
    """
    assessment = review.assessment
    judged = {} if part is None else {"about": _about(part)}
    heard = {} if appeal is None else {"appeal": _appeal(appeal)}
    renewed = {} if review.renews is None else {"renewal": renewal_content(review)}
    return {
        **heard,
        **renewed,
        **judged,
        "review": review.reference,
        "gate": review.gate,
        "opened_at": plain(review.opened_at),
        "use_case": _case(review.use_case),
        "assessment": _assessment(assessment),
        "documents": _documents(review.use_case),
        "rules": _rules(review),
    }


def _about(part: Model) -> dict[str, Any]:
    facts: dict[str, Any] = plain(dict(kind_of(part).facts(part)))
    return {"type": part._meta.label_lower, "id": part.pk, "label": str(part), **facts}


def _appeal(appeal: Appeal) -> dict[str, Any]:
    first = appeal.decision
    return {
        "appeal": appeal.reference,
        "lodged_at": plain(appeal.lodged_at),
        "lodged_by": str(appeal.lodged_by),
        "grounds": appeal.grounds,
        "documents": _documents(appeal),
        "decision": first.reference,
        "outcome": first.outcome,
        "reasons": first.reasons,
        "rationale": first.rationale,
        "tally": first.tally,
    }


def packet_digest(content: dict[str, Any]) -> str:
    """Hex SHA-256 over the canonical JSON: the same content has the same digest anywhere."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _case(use_case: UseCase) -> dict[str, Any]:
    unit = use_case.business_unit
    return {
        "reference": use_case.reference,
        "title": use_case.title,
        "summary": use_case.summary,
        "intended_users": use_case.intended_users,
        "owner": use_case.owner_label,
        "business_unit": unit.name if unit else "",
        "stage": use_case.stage,
        "people": [
            {"role": row.kind, "name": str(row.member)}
            for row in use_case.assignments.select_related("member__user").order_by("pk")
        ],
    }


def _assessment(assessment: Assessment) -> dict[str, Any]:
    return {
        "number": assessment.number,
        "digest": assessment.digest,
        "submitted_at": plain(assessment.submitted_at),
        "questionnaire": assessment.questionnaire.version,
        "rubric": assessment.rubric.version,
        "tier_policy": assessment.tier_policy.version,
        "answers": assessment.answers,
        "missing": assessment.missing,
        "scores": assessment.scores,
        "priority": None if assessment.priority is None else str(assessment.priority),
        "tier": assessment.tier,
        "fired": assessment.fired,
        "would_change": assessment.would_change,
        "ai_act_class": assessment.ai_act_class,
        "ai_act": assessment.ai_act,
        "changes": assessment.changes,
        "gates": assessment.gates,
    }


def _documents(subject: Model) -> list[dict[str, Any]]:
    kept = Attachment.objects.about(subject).filter(removed_at__isnull=True)
    facts = kept.values("id", "name", "content_type", "size", "sha256", "created_at")
    return [plain(row) for row in facts]


def _rules(review: Review) -> dict[str, Any]:
    seats = review.seats.select_related("member__user", "alternate__user", "voter__user")
    return {
        **review.rule,
        "path": review.path,
        "days": review.days,
        "due_at": plain(review.due_at),
        "seats": [
            {
                "discipline": seat.discipline,
                "member": str(seat.member),
                "alternate": str(seat.alternate) if seat.alternate else None,
                "voter": str(seat.voter) if seat.voter else None,
                "is_chair": seat.is_chair,
                "has_veto": seat.has_veto,
            }
            for seat in seats
        ],
        "recusals": [
            {"member": str(row.member), "kind": row.kind}
            for row in review.recusals.select_related("member__user")
        ],
    }
