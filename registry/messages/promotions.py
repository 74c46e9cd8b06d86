"""Tell the people of a model what happens to it."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from governance.models.decisions import Decision
from registry.declarations import models as told
from registry.models.models import AIModel, ModelVersion
from registry.models.promotions import PromotionRequest


def people_of(version: ModelVersion) -> list[Membership]:
    """The owner of the model and who built the version."""
    people = [version.model.owner, version.developer]
    return [member for member in people if member is not None]


def tell_owner(model: AIModel, actor: Actor) -> None:
    """The model is theirs now; who takes one knows."""
    if not actor.is_member(model.owner_id):
        notify(
            told.MODEL_GIVEN,
            [model.owner],
            model,
            context={"model": model.name},
            url=model.get_absolute_url(),
        )


def tell_of_request(request: PromotionRequest, actor: Actor) -> None:
    """The owner hears of it, unless it was them who asked."""
    version = request.version
    if actor.is_member(version.model.owner_id):
        return
    notify(
        told.PROMOTION_WANTED,
        [version.model.owner],
        version,
        context={"member": actor.label, "version": str(version)},
        url=version.get_absolute_url(),
        key=f"promotion-{request.pk}:wanted",
    )


def tell_of_decision(request: PromotionRequest, decision: Decision) -> None:
    """Who asked, the owner and the developer."""
    version = request.version
    asked = [request.requested_by] if request.requested_by is not None else []
    notify(
        told.PROMOTION_APPROVED if decision.is_approval else told.PROMOTION_REFUSED,
        [*asked, *people_of(version)],
        version,
        context={
            "version": str(version),
            "decision": decision.reference,
            "outcome": decision.get_outcome_display(),
        },
        url=version.get_absolute_url(),
        key=f"promotion-{request.pk}:{decision.reference}",
    )


def tell_of_move(version: ModelVersion, reason: str, actor: Actor) -> None:
    """It serves now; who moved it knows."""
    others = [member for member in people_of(version) if not actor.is_member(member.pk)]
    notify(
        told.VERSION_SERVES,
        others,
        version,
        context={"version": str(version), "member": actor.label, "reason": reason},
        url=version.get_absolute_url(),
    )
