"""One decision with its votes, conditions, and what the viewer may do about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from governance.choices import ConditionState, Discipline, VoteChoice
from governance.models.appeals import Appeal
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Review
from governance.models.votes import Vote
from governance.permissions import reviews as rights
from governance.permissions.appeals import LODGE_APPEAL, appeals_visible_to
from governance.permissions.validity import RENEW_APPROVAL
from governance.queries.appeals import is_appealable
from governance.queries.validity import opens_on
from governance.queries.wording import sentences


@dataclass(frozen=True)
class ConditionView:
    condition: Condition
    may_offer: bool
    may_check: bool


@dataclass(frozen=True)
class Validity:
    """How it stands with an approval that a case lives on."""

    is_over: bool
    review: Review | None
    opens_on: dt.date | None
    may_renew: bool


@dataclass(frozen=True)
class Dissent:
    """A vote of the side that did not carry, in words."""

    member: str
    discipline: str
    choice: VoteChoice
    choice_label: str
    rationale: str


@dataclass(frozen=True)
class DecisionView:
    """What the page of a decision shows; votes only to those who may see the review."""

    decision: Decision
    reasons: list[str]
    votes: list[Vote]
    may_see_review: bool
    conditions: list[ConditionView]
    dissent: list[Dissent]
    appeal: Appeal | None
    may_appeal: bool
    validity: Validity | None


def decision_page(decision: Decision, viewer: Membership) -> DecisionView:
    """Read one decision for one viewer; `decision` comes with case and review."""
    sees_review = decision.review is not None and (
        viewer.may(rights.VIEW_REVIEWS.code) or rights.may_see_review(viewer, decision.review)
    )
    votes = decision.review.votes.select_related("seat", "member__user") if sees_review else []  # type: ignore[union-attr]
    conditions = decision.conditions.select_related(
        "owner__user", "offered_by__user", "evidence", "use_case__current_assessment"
    )
    return DecisionView(
        decision=decision,
        reasons=sentences(decision.reasons),
        votes=list(votes),
        may_see_review=sees_review,
        conditions=[_condition(row, decision, viewer) for row in conditions],
        dissent=[_dissent(one) for one in decision.dissent] if sees_review else [],
        appeal=appeals_visible_to(viewer).filter(decision=decision).first(),
        may_appeal=permits(Actor.member(viewer), LODGE_APPEAL.code, decision)
        and is_appealable(decision),
        validity=_validity(decision, viewer),
    )


def _validity(decision: Decision, viewer: Membership) -> Validity | None:
    if not Decision.objects.standing().filter(pk=decision.pk).exists():
        return None
    reviews = Review.objects.open().filter(use_case=decision.use_case_id, gate=decision.gate)
    running = reviews.first()
    return Validity(
        is_over=decision.valid_until is not None and decision.valid_until < today_here(),
        review=running,
        opens_on=opens_on(decision),
        may_renew=running is None and permits(Actor.member(viewer), RENEW_APPROVAL.code, decision),
    )


def _dissent(stored: dict[str, str]) -> Dissent:
    choice = VoteChoice(stored["choice"])
    return Dissent(
        member=stored["member"],
        discipline=str(Discipline(stored["discipline"]).label),
        choice=choice,
        choice_label=str(choice.label),
        rationale=stored["rationale"],
    )


def _condition(row: Condition, decision: Decision, viewer: Membership) -> ConditionView:
    row.decision = decision
    actor = Actor.member(viewer)
    is_open = row.state in {ConditionState.OPEN, ConditionState.LAPSED}
    is_offered = row.state == ConditionState.OFFERED
    return ConditionView(
        condition=row,
        may_offer=is_open and permits(actor, rights.OFFER_EVIDENCE.code, row),
        may_check=is_offered and permits(actor, rights.CHECK_EVIDENCE.code, row),
    )
