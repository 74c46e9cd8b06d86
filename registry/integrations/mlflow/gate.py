"""What a program hears that puts an unapproved version where only approved ones stand.

Nothing of what it asked is done. The promotion is requested for it, once, so that the same line of
a pipeline asks today and succeeds after the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from rest_framework.response import Response

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.errors import DomainError, NotAllowed, RuleViolation
from coe_portal.gates.registry import Unmet
from registry.actions.promotion import request_promotion
from registry.integrations.mlflow.errors import DENIED, Refusal
from registry.integrations.mlflow.reading import address_of
from registry.models.models import ModelVersion
from registry.permissions.models import REQUEST_PROMOTION
from registry.queries.promotion import missing_to_serve, open_request


def gated(
    version: ModelVersion, act: Callable[[], object], *, place: str, actor: Actor
) -> Response | None:
    """Act; None when it was done, else the refusal. `place` names what is guarded, if it is.

    A promotion that the organization leaves to itself is approved by asking: then it is done.
    """
    try:
        _attempt(act)
    except (NotAllowed, RuleViolation):
        if not place or not permits(actor, REQUEST_PROMOTION.code, version):
            raise
        is_new = bool(missing_to_serve(version))
        if is_new:
            _request(version, actor)
        missing = missing_to_serve(version)
        if missing:
            return _refusal(version, missing, place).response()
        if not is_new:
            raise
        _attempt(act)
    return None


def _attempt(act: Callable[[], object]) -> None:
    with transaction.atomic():
        act()


def _request(version: ModelVersion, actor: Actor) -> None:
    """Ask for the promotion, unless something forbids even that; what is missing says so then."""
    try:
        with transaction.atomic():
            request_promotion(version, actor=actor)
    except DomainError:
        return


def _refusal(version: ModelVersion, missing: Sequence[Unmet], place: str) -> Refusal:
    """403 with what is missing and the page where it can be done."""
    is_requested = open_request(version) is not None
    address = address_of(version)
    asked = "Its promotion is requested." if is_requested else "Its promotion is not requested yet."
    named = " ".join(one.message for one in missing)
    return Refusal(
        DENIED,
        f"{version} is not approved for {place}. {named} {asked} See {address}",
        portal_url=address,
        promotion_requested=is_requested,
        missing=[one.message for one in missing],
    )
