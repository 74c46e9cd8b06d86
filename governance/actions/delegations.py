"""Let somebody else speak for a seat for some days, in the reviews that are open then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.clock import today_here
from governance.choices import MeetingState, RecusalKind
from governance.declarations import reviews as told
from governance.logic.recusal import Appointment, Involvement, seat_review
from governance.messages.reviews import ask_for_votes
from governance.models.boards import Board, Delegation, Seat
from governance.models.reviews import Review, ReviewQuerySet, ReviewSeat
from governance.permissions.reviews import DELEGATE_SEAT
from governance.queries.involvement import involvements
from governance.queries.speakers import speakers_of


@dataclass(frozen=True)
class DelegationTerms:
    """Who speaks for the seat, from when until when, both days included."""

    delegate: Membership
    starts_on: dt.date
    ends_on: dt.date
    reason: str = ""


@transaction.atomic
def delegate_seat(seat: Seat, terms: DelegationTerms, *, actor: Actor) -> Delegation:
    """Entrust a seat to a member who sits on the board neither as member nor as alternate.

    Raises:
        InvalidInput: the days cannot be, or the delegate sits on the board or is no member.
        RuleViolation: the seat is delegated on some of these days already.
    """
    board = Board.objects.locked(seat.board_id)
    seat = Seat.objects.select_related("board", "member__user").locked(seat.pk)
    require(actor, DELEGATE_SEAT.code, seat)
    _check_days(seat, terms)
    if actor.is_member(terms.delegate.pk):
        message = _("Nobody lets themselves speak for the seat of somebody else.")
        raise InvalidInput(message, errors={"delegate": [message]})
    _check_delegate(board, terms)
    known = seat.delegations.filter(starts_on__lte=terms.ends_on, ends_on__gte=terms.starts_on)
    if known.exists():
        raise RuleViolation(
            _("Somebody speaks for this seat on some of these days already."),
            code="seat.delegated",
        )
    delegation: Delegation = Delegation.objects.create(
        seat=seat,
        delegate=terms.delegate,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        reason=terms.reason.strip(),
        created_by=actor.membership,
    )
    _tell(delegation, board, actor)
    record(told.SEAT_DELEGATED, seat, actor=actor, after=_facts(delegation), root=board)
    reseat(reviews_to_reseat().filter(board=board), actor=actor)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, actor: Actor) -> Delegation:
    """End it today: from now on its member speaks again where the delegate has not voted."""
    seat = Seat.objects.select_related("board").locked(delegation.seat_id)
    delegation = Delegation.objects.locked(delegation.pk)
    require(actor, DELEGATE_SEAT.code, seat)
    today = today_here()
    if delegation.ends_on < today:
        raise InvalidTransition(_("This delegation is over."), code="delegation.over")
    before = _facts(delegation)
    if delegation.starts_on >= today:
        delegation.delete()
    else:
        delegation.ends_on = today - dt.timedelta(days=1)
        delegation.save(update_fields=["ends_on", "updated_at"])
    record(told.DELEGATION_ENDED, seat, actor=actor, before=before, root=seat.board)
    reseat(reviews_to_reseat().filter(board=seat.board), actor=actor)
    return delegation


def reviews_to_reseat() -> ReviewQuerySet:
    """Open reviews with a silent seat whose delegate is not the one of today.

    What a meeting deals with just now is seated by the meeting.
    """
    today = Delegation.objects.filter(seat=OuterRef("seat")).in_force(today_here())
    silent = ReviewSeat.objects.filter(
        review=OuterRef("pk"), seat__isnull=False, vote__isnull=True
    ).annotate(now=Subquery(today.values("delegate")[:1]))
    differs = Q(delegate__isnull=True, now__isnull=False) | Q(
        delegate__isnull=False, now__isnull=True
    )
    both = Q(delegate__isnull=False, now__isnull=False) & ~Q(delegate=F("now"))
    found: ReviewQuerySet = Review.objects.open().filter(Exists(silent.filter(differs | both)))
    return found.exclude(agenda_items__meeting__state=MeetingState.RUNNING)


@transaction.atomic
def reseat(reviews: ReviewQuerySet, *, actor: Actor) -> int:
    """Seat anew whoever has not voted in these reviews; how many reviews."""
    # Cases are locked in the order of their keys, as everywhere.
    found = list(reviews.order_by("use_case_id", "pk"))
    for seen in found:
        _reseat(Review.objects.locked_with_case(seen), actor)
    return len(found)


def _reseat(review: Review, actor: Actor) -> None:
    """By those who speak today and the recusals of this review; who has voted stays."""
    delegates = speakers_of(review)
    seats = list(review.seats.select_related("seat"))
    voted = set(review.votes.values_list("seat_id", flat=True))
    silent = [seat for seat in seats if seat.pk not in voted]
    taken = [seat.voter_id for seat in seats if seat.pk in voted and seat.voter_id is not None]
    out = involvements(review.use_case, review.assessment)
    out += [Involvement(row.member_id, RecusalKind(row.kind)) for row in review.recusals.all()]
    places = [
        Appointment(seat.pk, seat.member_id, seat.alternate_id, delegates.get(seat.seat_id or 0))
        for seat in silent
    ]
    speakers = {one.seat: one.voter for one in seat_review(places, out, taken=taken)}
    # Emptied first: a voice that moves from seat to seat is never in two at once.
    review.seats.exclude(pk__in=voted).update(voter=None)
    for seat in silent:
        seat.delegate_id = delegates.get(seat.seat_id or 0)
        seat.voter_id = speakers[seat.pk]
        seat.save(update_fields=["delegate", "voter", "updated_at"])
    voters = [str(seat.voter) for seat in review.seats.select_related("voter__user")]
    record(
        told.SPEAKERS_CHANGED,
        review,
        actor=actor,
        after={"speakers": voters},
        root=review.use_case,
    )
    ask_for_votes(review, told.VOTE_WANTED, step=f"speakers-{today_here():%Y%m%d}")


def _tell(delegation: Delegation, board: Board, actor: Actor) -> None:
    """The delegate; and who holds the seat, when it was not they who delegated it."""
    seat, delegate = delegation.seat, delegation.delegate
    context = {
        "actor": actor.label,
        "member": str(seat.member),
        "delegate": str(delegate),
        "board": board.name,
        "first": date_format(delegation.starts_on, "j F Y"),
        "last": date_format(delegation.ends_on, "j F Y"),
    }
    place = board.get_absolute_url()
    notify(told.SEAT_ENTRUSTED, [delegate], board, context=context, url=place)
    if seat.member is not None and not actor.is_member(seat.member_id):
        notify(told.SEAT_GIVEN_AWAY, [seat.member], board, context=context, url=place)


def _check_days(seat: Seat, terms: DelegationTerms) -> None:
    if terms.ends_on < max(terms.starts_on, today_here()):
        message = _("The last day lies before the first, or in the past.")
        raise InvalidInput(message, errors={"ends_on": [message]})
    if seat.member_id is None or (seat.ends_on is not None and seat.ends_on < terms.ends_on):
        message = _("Nobody holds the seat until then.")
        raise InvalidInput(message, errors={"ends_on": [message]})


def _check_delegate(board: Board, terms: DelegationTerms) -> None:
    sits = Q(member=terms.delegate) | Q(alternate=terms.delegate)
    if board.seats.sitting(terms.starts_on).filter(sits).exists():
        message = _("This member sits on the board already: one person has one voice.")
        raise InvalidInput(message, errors={"delegate": [message]})
    speaks = Delegation.objects.filter(seat__board=board, delegate=terms.delegate)
    if speaks.filter(starts_on__lte=terms.ends_on, ends_on__gte=terms.starts_on).exists():
        message = _("This member speaks for another seat on these days.")
        raise InvalidInput(message, errors={"delegate": [message]})
    if not Membership.objects.current().filter(pk=terms.delegate.pk).exists():
        message = _("Choose an active member.")
        raise InvalidInput(message, errors={"delegate": [message]})


def _facts(delegation: Delegation) -> dict[str, object]:
    return {
        "delegate": delegation.delegate,
        "starts_on": delegation.starts_on,
        "ends_on": delegation.ends_on,
        "reason": delegation.reason,
    }
