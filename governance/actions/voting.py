"""Vote, and step back from a vote. Each vote names the packet that the voter has seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation, StaleState
from coe_portal.tenancy.clock import today_here
from governance.actions.closing import close_if_decided
from governance.actions.recusing import take_voice
from governance.actions.reviews import replace_reviewer
from governance.activities import VOTE
from governance.choices import Path, RecusalKind, VoteChoice
from governance.declarations import reviews as told
from governance.messages.reviews import ask_for_votes
from governance.models.decisions import Decision
from governance.models.reviews import Review, ReviewSeat
from governance.models.votes import NEEDS_RATIONALE, Vote, VoteHistory
from governance.permissions.reviews import CAST_VOTE, DECLARE_CONFLICT
from training.queries.currency import missing_courses


@dataclass(frozen=True)
class ProposedCondition:
    """What the voter asks for, and until when."""

    text: str
    due_on: dt.date


@dataclass(frozen=True)
class Ballot:
    """A vote as a form or the API gives it; `packet_digest` is of the packet that was read.

    After a secret ballot the minutes name who dissented only where the voter asks for it.
    """

    choice: VoteChoice
    packet_digest: str
    rationale: str = ""
    conditions: tuple[ProposedCondition, ...] = ()
    names_dissent: bool = False


@transaction.atomic
def cast_vote(review: Review, ballot: Ballot, *, actor: Actor) -> Decision | None:
    """Cast or change the vote of the actor's seat; closes the review when that decides it.

    What was voted stays out of the trail until the review is closed, so that nobody reads there
    what the ballot hides; the closing event then holds all votes.

    Raises:
        NotAllowed: the actor speaks for no seat, or is recused.
        RuleViolation: a training that voting requires is missing or has lapsed.
        InvalidTransition: the review is no longer open.
        StaleState: the packet that was read is not the one that is voted on.
        InvalidInput: a rationale or condition is missing.
    """
    review = Review.objects.locked_with_case(review)
    require(actor, CAST_VOTE.code, review)
    _check(review, ballot)
    seat, member = _own_seat(review, actor)
    _check_training(member)
    values = {
        "member": member,
        "choice": ballot.choice,
        "rationale": ballot.rationale.strip(),
        "conditions": _plain_conditions(ballot),
        "names_dissent": ballot.names_dissent,
        "packet_digest": ballot.packet_digest,
        "cast_at": timezone.now(),
    }
    is_first = not Vote.objects.filter(seat=seat).update(**values)
    if is_first:
        Vote.objects.create(review=review, seat=seat, **values)
    VoteHistory.objects.create(review=review, seat=seat, **values)
    record(
        told.VOTE_CAST if is_first else told.VOTE_CHANGED,
        review,
        actor=actor,
        after={"seat": seat.get_discipline_display(), "packet": ballot.packet_digest},
        root=review.use_case,
    )
    return close_if_decided(review, actor=actor)


def _own_seat(review: Review, actor: Actor) -> tuple[ReviewSeat, Membership]:
    """The seat that the actor speaks for; jobs speak for none."""
    seat = review.seats.filter(voter_id=actor.membership_id).first()
    if actor.membership is None or seat is None:
        raise NotAllowed(_("You do not sit in this review."))
    return seat, actor.membership


def _check_training(member: Membership) -> None:
    """A voter's required training is current; the seat's alternate is not called for it."""
    missing = missing_courses(member, VOTE.code)
    if missing:
        raise RuleViolation(
            _("Before you can vote, complete: %(courses)s.")
            % {"courses": ", ".join(course.title for course in missing)},
            code="training.lapsed",
            courses=[course.reference for course in missing],
            url=missing[0].get_absolute_url(),
        )


def _check(review: Review, ballot: Ballot) -> None:
    if not review.is_open:
        raise InvalidTransition(
            _("This review is %(state)s: it takes no more votes.")
            % {"state": review.get_state_display().lower()},
            code="review.closed",
        )
    if ballot.packet_digest != review.packet.digest:
        raise StaleState(
            _("The packet has changed since you read it. Read it again, then vote."),
            code="review.packet_changed",
            review=review.reference,
        )
    errors = _errors(ballot)
    if errors:
        raise InvalidInput(_("Your vote is not complete."), errors=errors)


def _errors(ballot: Ballot) -> dict[str, list[str]]:
    errors = {}
    if ballot.choice in NEEDS_RATIONALE and not ballot.rationale.strip():
        errors["rationale"] = [_("Say why: the owner reads it, and later cases rest on it.")]
    if ballot.choice == VoteChoice.CONDITIONS and not ballot.conditions:
        errors["conditions"] = [_("Name at least one condition and its date.")]
    if any(one.due_on <= today_here() for one in ballot.conditions):
        errors["conditions"] = [_("A condition needs a date in the future.")]
    return errors


def _plain_conditions(ballot: Ballot) -> list[dict[str, Any]]:
    if ballot.choice != VoteChoice.CONDITIONS:
        return []
    return [
        {"text": one.text.strip(), "due_on": one.due_on.isoformat()} for one in ballot.conditions
    ]


@transaction.atomic
def declare_conflict(review: Review, reason: str, *, actor: Actor) -> Decision | None:
    """Step back from a review for good: the vote is withdrawn and the alternate is called.

    In a light review the next reviewer takes over. Fewer seats can mean that the votes already
    cast decide: then the review closes.
    """
    review = Review.objects.locked_with_case(review)
    require(actor, DECLARE_CONFLICT.code, review)
    if not review.is_open:
        raise InvalidTransition(_("This review is closed."), code="review.closed")
    if not reason.strip():
        raise InvalidInput(_("Say what the conflict is."), errors={"reason": [_("Say why.")]})
    seat, _member = _own_seat(review, actor)
    take_voice(review, seat, RecusalKind.CONFLICT, reason.strip())
    record(
        told.CONFLICT_DECLARED,
        review,
        actor=actor,
        after={"seat": seat.get_discipline_display(), "voter": seat.voter},
        reason=reason.strip(),
        root=review.use_case,
    )
    if review.path == Path.LIGHT:
        replace_reviewer(review, reason.strip(), actor=actor)
        return None
    ask_for_votes(review, told.VOTE_WANTED, step=f"seat-{seat.pk}")
    return close_if_decided(review, actor=actor)
