"""Which versions somebody wanted in production, what was decided, and how stages changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.dossier.kept import newest
from intake.models.use_cases import UseCase
from registry.models.promotions import PromotionRequest, StageMove


@section("promotions", order=64, title=_("Promotions of models"), starts_page=False)
def promotions_section(subject: Model) -> Section | None:
    """Each request with its decision, and each move between stages."""
    if not isinstance(subject, UseCase):
        return None
    requests = newest(
        PromotionRequest.objects.filter(use_case=subject)
        .select_related("version__model", "requested_by__user", "decision")
        .order_by("-requested_at", "-pk")
    )
    moves = newest(
        StageMove.objects.filter(version__model__links__use_case=subject)
        .select_related("version__model", "decision")
        .order_by("-moved_at", "-pk")
    )
    if not requests.rows and not moves.rows:
        return None
    return Section(
        "pack/promotions.html",
        {"requests": requests, "moves": moves},
        {
            "requests": [_request_data(one) for one in requests.rows],
            "moves": [_move_data(one) for one in moves.rows],
        },
    )


def _request_data(request: PromotionRequest) -> Mapping[str, Any]:
    return {
        "version": str(request.version),
        "state": request.state,
        "requested_by": str(request.requested_by or ""),
        "requested_at": plain(request.requested_at),
        "note": request.note,
        "decision": None if request.decision is None else request.decision.reference,
        "closed_at": plain(request.closed_at),
    }


def _move_data(move: StageMove) -> Mapping[str, Any]:
    return {
        "version": str(move.version),
        "from": move.from_stage,
        "to": move.to_stage,
        "by": move.actor_label,
        "at": plain(move.moved_at),
        "reason": move.reason,
        "decision": None if move.decision is None else move.decision.reference,
    }
