"""Who may judge, see and steer: "may I?" and "which may I?" are answered by the same rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import is_permitted, predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.choices import BallotRule
from governance.models.boards import Seat
from governance.models.decisions import (
    Condition,
    ConditionQuerySet,
    Decision,
    DecisionQuerySet,
)
from governance.models.reviews import Recusal, Review, ReviewQuerySet, ReviewSeat
from governance.models.votes import Vote
from intake.choices import AssignmentKind
from intake.models.use_cases import Assignment, UseCase, UseCaseQuerySet

BARRING_ASSIGNMENTS = (AssignmentKind.SPONSOR, AssignmentKind.TECH_LEAD)

VIEW_REVIEWS = permission(
    "governance.view_reviews",
    label=_("see reviews"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
VIEW_DECISIONS = permission(
    "governance.view_decisions",
    label=_("see decisions"),
    roles=EVERYONE,
    writes=False,
)
VIEW_RULES = permission(
    "governance.view_rules",
    label=_("see boards and the path matrix"),
    roles=EVERYONE,
    writes=False,
)
WATCH_VOTES = permission(
    "governance.watch_votes",
    label=_("see votes while a review is open"),
    roles={Role.COE_STAFF, Role.AUDITOR},
    writes=False,
)
OPEN_DOCKET = permission(
    "governance.open_docket", label=_("see my docket"), roles=MEMBERS, writes=False
)
OPEN_REVIEWS = permission(
    "governance.open_reviews",
    label=_("open the reviews that one may see"),
    roles=EVERYONE,
    writes=False,
)
TAKE_PART = permission(
    "governance.take_part", label=_("take part in reviews by API"), roles=MEMBERS
)
CAST_VOTE = permission("governance.cast_vote", label=_("vote in this review"), roles=())
DECLARE_CONFLICT = permission(
    "governance.declare_conflict", label=_("declare a conflict in this review"), roles=()
)
ESCALATE = permission(
    "governance.escalate_review", label=_("escalate a review to the board"), roles=STAFF
)
COUNT_VOTES = permission(
    "governance.count_votes", label=_("count the votes cast"), roles={Role.COE_STAFF}
)
STEER_REVIEW = permission(
    "governance.steer_review",
    label=_("move the deadline of a review or start it again"),
    roles={Role.COE_STAFF},
)
REQUEST_GATE = permission("governance.request_gate", label=_("ask for the next gate"), roles=STAFF)
OFFER_EVIDENCE = permission(
    "governance.offer_evidence", label=_("offer evidence for a condition"), roles=STAFF
)
ANSWER_CONDITIONS = permission(
    "governance.answer_conditions",
    label=_("offer and check evidence by API"),
    roles=MEMBERS,
)
CHECK_EVIDENCE = permission(
    "governance.check_evidence",
    label=_("check the evidence for a condition"),
    roles={Role.COE_STAFF},
)
MANAGE_BOARDS = permission("governance.manage_boards", label=_("manage boards"), roles=STAFF)
DELEGATE_SEAT = permission(
    "governance.delegate_seat", label=_("let somebody else speak for this seat"), roles=STAFF
)
PUBLISH_MATRIX = permission(
    "governance.publish_matrix", label=_("publish the path matrix"), roles=STAFF
)


DISCUSS = permission(
    "governance.discuss",
    label=_("comment on a review"),
    roles=STAFF | {Role.EXECUTIVE, Role.REVIEWER},
)


@predicate(DELEGATE_SEAT.code)
def holds_the_seat(member: Membership, seat: Seat) -> bool:
    """Whose seat it is."""
    return seat.member_id == member.pk


# Reviews


@dataclass(frozen=True)
class Standing:
    """What a member is in one review."""

    holds_seat: bool
    is_chair: bool
    is_recused: bool
    is_involved: bool


def standing(member: Membership, review: Review) -> Standing:
    """Read once per review object: several rights ask for it on the same page."""
    known = _known_standings(review)
    if member.pk not in known:
        read_standings(member, [review])
    return known[member.pk]


def read_standings(member: Membership, reviews: Collection[Review]) -> None:
    """Read at once what `standing()` answers for each of these reviews."""
    seats = ReviewSeat.objects.filter(review=OuterRef("pk"), voter=member)
    recusals = Recusal.objects.filter(review=OuterRef("pk"), member=member)
    assigned = Assignment.objects.filter(
        use_case=OuterRef("use_case"), member=member, kind__in=BARRING_ASSIGNMENTS
    )
    rows = Review.objects.filter(pk__in=[review.pk for review in reviews]).values(
        "pk",
        holds_seat=Exists(seats),
        is_chair=Exists(seats.filter(is_chair=True)),
        is_recused=Exists(recusals),
        is_assigned=Exists(assigned),
    )
    found = {row["pk"]: row for row in rows}
    for review in reviews:
        row = found[review.pk]
        _known_standings(review)[member.pk] = Standing(
            holds_seat=row["holds_seat"],
            is_chair=row["is_chair"],
            is_recused=row["is_recused"],
            is_involved=row["is_assigned"] or belongs_to(member, review.use_case),
        )


def _known_standings(review: Review) -> dict[int, Standing]:
    known: dict[int, Standing] = review.__dict__.setdefault("_standings", {})
    return known


@predicate(CAST_VOTE.code)
@predicate(DECLARE_CONFLICT.code)
def holds_seat(member: Membership, review: Review) -> bool:
    """Speaks for a seat in this review, as its member or standing in."""
    return standing(member, review).holds_seat


@veto(CAST_VOTE.code)
def is_recused(member: Membership, review: Review) -> bool:
    """Recused, or involved in the case in the meantime: nobody judges their own case."""
    found = standing(member, review)
    return found.is_recused or found.is_involved


@predicate(COUNT_VOTES.code)
def is_chair(member: Membership, review: Review) -> bool:
    """Speaks for the chair of this review."""
    return standing(member, review).is_chair


@predicate(ESCALATE.code)
def is_light_reviewer(member: Membership, review: Review) -> bool:
    """The one reviewer of a light review, who may hand it to the board."""
    return review.board_id is None and holds_seat(member, review)


@veto(ESCALATE.code)
@veto(COUNT_VOTES.code)
@veto(STEER_REVIEW.code)
def steers_own_case(member: Membership, review: Review) -> bool:
    """Nobody steers the review of their own case."""
    return standing(member, review).is_involved


@predicate(VIEW_REVIEWS.code)
def may_see_review(member: Membership, review: Review) -> bool:
    """Sits in the review, or belongs to the case."""
    return reviews_visible_to(member).filter(pk=review.pk).exists()


def reviews_visible_to(member: Membership) -> ReviewQuerySet:
    """The reviews that this member may see: all, or those they sit in and those of their cases."""
    if member.may(VIEW_REVIEWS.code):
        return Review.objects.all()
    seats = ReviewSeat.objects.filter(
        Q(voter=member) | Q(member=member) | Q(alternate=member)
    ).values("review")
    return Review.objects.filter(Q(pk__in=seats) | Q(use_case__in=cases_of(member)))


def may_see_ballots(member: Membership, review: Review) -> bool:
    """Whether the single votes are open to this member.

    After closing: to all who see the review. Before, by the ballot of the board: to the seats at
    once, or once they have voted, and to those who watch votes and neither sit nor are recused;
    a secret ballot to nobody.
    """
    return bool(ballots_open_to(member, [review]))


def ballots_open_to(member: Membership, reviews: Collection[Review]) -> set[int]:
    """The reviews among these whose single votes are open to this member."""
    shut = [one for one in reviews if one.is_open and one.ballot != BallotRule.SECRET]
    if shut:
        read_standings(member, shut)
    shut = [one for one in shut if not is_recused(member, one)]
    sits = {one.pk: one.ballot for one in shut if holds_seat(member, one)}
    waits = [pk for pk, ballot in sits.items() if ballot == BallotRule.AFTER_OWN]
    own = Vote.objects.filter(review__in=waits, seat__voter=member)
    seen = set(own.values_list("review_id", flat=True)) if waits else set()
    seen |= sits.keys() - set(waits)
    if member.may(WATCH_VOTES.code):
        seen |= {one.pk for one in shut if one.pk not in sits}
    return seen | {one.pk for one in reviews if not one.is_open}


# Cases, decisions, conditions


def is_involved(member: Membership, use_case: UseCase) -> bool:
    """Submitted, owns, sponsors or builds the case."""
    assigned = Assignment.objects.filter(
        use_case=use_case, member=member, kind__in=BARRING_ASSIGNMENTS
    )
    return belongs_to(member, use_case) or assigned.exists()


def belongs_to(member: Membership, use_case: UseCase) -> bool:
    """Registered or owns the case, or submitted the answers that count."""
    assessment = use_case.current_assessment
    submitter = assessment.submitted_by_id if assessment else None
    return member.pk in {use_case.owner_id, use_case.registered_by_id, submitter}


@predicate(REQUEST_GATE.code)
def is_case_person(member: Membership, use_case: UseCase) -> bool:
    """Owner, submitter, sponsor or tech lead: asking is theirs, judging is not."""
    return is_involved(member, use_case)


def decisions_visible_to(member: Membership) -> DecisionQuerySet:
    """Decisions are precedents: like the inventory, open to all who work in the organization."""
    return Decision.objects.all() if member.may(VIEW_DECISIONS.code) else Decision.objects.none()


def conditions_visible_to(member: Membership) -> ConditionQuerySet:
    """Conditions are seen with their decisions."""
    if member.may(VIEW_DECISIONS.code):
        return Condition.objects.all()
    return Condition.objects.none()


def cases_of(member: Membership) -> UseCaseQuerySet:
    """Cases that this member owns, registered, sponsors or builds."""
    assigned = Assignment.objects.filter(member=member).values("use_case")
    return UseCase.objects.filter(Q(owner=member) | Q(registered_by=member) | Q(pk__in=assigned))


@predicate(OFFER_EVIDENCE.code)
def answers_for_condition(member: Membership, condition: Condition) -> bool:
    """Owns the condition or belongs to its case."""
    return condition.owner_id == member.pk or is_involved(member, condition.use_case)


@veto(CHECK_EVIDENCE.code)
def checks_own_evidence(member: Membership, condition: Condition) -> bool:
    """Nobody confirms their own evidence, nor that of their own case."""
    own = member.pk in {condition.owner_id, condition.offered_by_id}
    return own or is_involved(member, condition.use_case)


# Talking about it


@predicate("governance.discuss")
def may_discuss(member: Membership, review: Review) -> bool:
    """Whoever sees the review."""
    return is_permitted(member, VIEW_REVIEWS.code, review)


def case_of_review(review: Review) -> UseCase:
    """Whose story a comment on a review belongs to."""
    return review.use_case


def answers_to_discuss(review: Review) -> dict[str, str]:
    """The questions of the packet by their key: each answer has a thread of its own."""
    form = review.assessment.questionnaire.parsed()
    return {key: str(question.label) for key, question in form.questions.items()}


commentable(
    Review,
    key="review",
    view=VIEW_REVIEWS.code,
    write=DISCUSS.code,
    root=case_of_review,
    parts=answers_to_discuss,
)
