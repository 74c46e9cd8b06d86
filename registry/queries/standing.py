"""What governance says of versions, for whole lists of them: asked, approved, refused, revoked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum

from coe_portal.tenancy.clock import today_here
from intake.models.use_cases import UseCase
from registry.choices import RequestState
from registry.models.models import ModelUseCase, ModelVersion
from registry.models.promotions import PromotionRequest
from registry.queries.candidates import JUDGED, approval_that_stands


class Standing(StrEnum):
    """The words are read by programs: they stay."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"


def standings(versions: Sequence[ModelVersion]) -> dict[int, Standing]:
    """Of each version by its key, in a number of queries that does not grow with them."""
    keys = [version.pk for version in versions]
    opened = PromotionRequest.objects.open().filter(version__in=keys)
    pending = set(opened.values_list("version_id", flat=True))
    judged = _last_judged(keys)
    approved = [one for one in judged.values() if one.state == RequestState.APPROVED]
    cases = _open_cases([one.version.model_id for one in approved])
    today = today_here()
    standing = dict.fromkeys(keys, Standing.DRAFT)
    for key, request in judged.items():
        stands = approval_that_stands(request, cases[request.version.model_id], today)
        standing[key] = _judged(request, is_valid=stands is not None)
    waiting = (key for key in pending if standing[key] != Standing.APPROVED)
    return {**standing, **dict.fromkeys(waiting, Standing.PENDING)}


def _judged(request: PromotionRequest, *, is_valid: bool) -> Standing:
    if request.state == RequestState.REFUSED:
        return Standing.REJECTED
    return Standing.APPROVED if is_valid else Standing.REVOKED


def _last_judged(versions: Sequence[int]) -> dict[int, PromotionRequest]:
    rows = PromotionRequest.objects.filter(version__in=versions, state__in=JUDGED)
    newest = rows.select_related("decision", "version").order_by("version_id", "-closed_at")
    return {request.version_id: request for request in newest.distinct("version_id")}


def _open_cases(models: Sequence[int]) -> dict[int, list[UseCase]]:
    """The use cases at work of each model, the highest tier first."""
    links = ModelUseCase.objects.filter(
        model__in=models, use_case__in=UseCase.objects.open()
    ).select_related("use_case")
    cases = defaultdict(list)
    needed = links.only("model_id", "use_case__tier")
    for link in needed.order_by("-use_case__tier_rank", "use_case__number"):
        cases[link.model_id].append(link.use_case)
    return cases
