"""The turns upward: what the registry does when governance has judged a version."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.events.bus import subscribe
from governance.events import PartJudged
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage
from intake.events import StageChanged
from intake.logic.stages import CLOSED
from intake.models.use_cases import UseCase
from registry.actions.promotion import settle_request
from registry.actions.retirement import drop_plan
from registry.actions.retiring import RETIREMENTS, retire_with_case
from registry.messages.monitoring import tell_of_board
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview
from registry.models.promotions import PromotionRequest


@subscribe(PartJudged)
def settle_judged_version(event: PartJudged) -> None:
    """The request that waits for the decision, or the one that is decided anew."""
    review = Review.objects.get(pk=event.review_id)
    if review.about_type != ModelVersion._meta.label_lower:
        return
    rows = PromotionRequest.objects.filter(version_id=review.about_id).select_related(
        "version__model__owner__user", "version__developer__user", "requested_by__user"
    )
    decision = Decision.objects.get(pk=event.decision_id)
    request = rows.locked_rows().order_by("-pk").first()
    if request is not None:
        settle_request(request, decision, actor=Actor.system("governance"))
    for drift in DriftReview.objects.filter(board_review=review).with_version():
        tell_of_board(drift, decision)


@subscribe(StageChanged)
def retire_models_of_retired_case(event: StageChanged) -> None:
    """What served only this use case ends with it."""
    if event.to_stage == Stage.RETIRED:
        case = UseCase.objects.locked(event.use_case_id)
        retire_with_case(case, actor=RETIREMENTS)


@subscribe(StageChanged)
def drop_plan_of_closed_case(event: StageChanged) -> None:
    """A use case that was rejected or withdrawn needs no plan of retirement any more."""
    if Stage(event.to_stage) in CLOSED - {Stage.RETIRED}:
        case = UseCase.objects.locked(event.use_case_id)
        drop_plan(case, actor=RETIREMENTS)
