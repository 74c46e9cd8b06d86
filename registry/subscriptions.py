"""The turns upward: what the registry does when governance has judged a version."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.events.bus import subscribe
from governance.events import PartJudged
from governance.models.decisions import Decision
from governance.models.reviews import Review
from registry.actions.promotion import settle_request
from registry.models.models import ModelVersion
from registry.models.promotions import PromotionRequest


@subscribe(PartJudged)
def settle_judged_version(event: PartJudged) -> None:
    """The request that waits for the decision, or the one that an appeal decides anew."""
    review = Review.objects.get(pk=event.review_id)
    if review.about_type != ModelVersion._meta.label_lower:
        return
    rows = PromotionRequest.objects.filter(version_id=review.about_id).select_related(
        "version__model__owner__user", "version__developer__user", "requested_by__user"
    )
    request = rows.locked_rows().order_by("-pk").first()
    if request is not None:
        decision = Decision.objects.get(pk=event.decision_id)
        settle_request(request, decision, actor=Actor.system("governance"))
