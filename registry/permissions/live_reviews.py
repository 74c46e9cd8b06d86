"""Who reports on a model in service, and who decides: never who reported or answers for it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from intake.models.use_cases import UseCase
from registry.choices import LiveReviewState
from registry.models.live_reviews import LiveAction, LiveReview, LiveReviewQuerySet
from registry.permissions.models import DISCUSS

VIEW_LIVE_REVIEWS = permission(
    "registry.view_live_reviews",
    label=_("see post-deployment reviews"),
    roles=EVERYONE,
    writes=False,
)
REPORT_LIVE_REVIEW = permission(
    "registry.report_live_review", label=_("report on this model in service"), roles=STAFF
)
DECIDE_LIVE_REVIEW = permission(
    "registry.decide_live_review",
    label=_("decide this post-deployment review"),
    roles=STAFF | {Role.REVIEWER},
)
SETTLE_LIVE_ACTION = permission(
    "registry.settle_live_action", label=_("say that this action is done"), roles=STAFF
)


@predicate(REPORT_LIVE_REVIEW.code)
def answers_for_service(member: Membership, review: LiveReview) -> bool:
    """Owns the model or the use case, or built the version that serves."""
    return member.pk in {
        review.model.owner_id,
        review.use_case.owner_id,
        review.version.developer_id,
    }


@veto(DECIDE_LIVE_REVIEW.code)
def judges_own_service(member: Membership, review: LiveReview) -> bool:
    """Nobody decides on a report or a model of their own."""
    return member.pk in {
        review.reported_by_id,
        review.model.owner_id,
        review.version.developer_id,
    }


@predicate(SETTLE_LIVE_ACTION.code)
def owns_live_action(member: Membership, action: LiveAction) -> bool:
    """Whose task it is."""
    return action.owner_id == member.pk


def reviews_waiting_for(member: Membership) -> LiveReviewQuerySet:
    """What the member is to report on, and what waits for a decision that they may take."""
    rows: LiveReviewQuerySet = LiveReview.objects.running()
    mine = Q(model__owner=member) | Q(version__developer=member)
    wanted = Q(state=LiveReviewState.OPEN) & (mine | Q(use_case__owner=member))
    if member.may(DECIDE_LIVE_REVIEW.code):
        reported = Q(state=LiveReviewState.REPORTED)
        wanted |= reported & ~Q(model__owner=member) & ~Q(reported_by=member)
    return rows.filter(wanted)


def followers(review: LiveReview) -> list[Membership]:
    """Who is told of comments: the owner of the model and who reported."""
    people = [review.model.owner, review.reported_by]
    return [member for member in people if member is not None]


def case_of_review(review: LiveReview) -> UseCase:
    """In whose story comments and files are told."""
    return review.use_case


commentable(
    LiveReview,
    key="live-review",
    view=VIEW_LIVE_REVIEWS.code,
    write=DISCUSS.code,
    root=case_of_review,
    followers=followers,
)
