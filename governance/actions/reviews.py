"""Open a review: choose who judges, freeze what they judge, start the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here, zone_here
from coe_portal.tenancy.references import next_number
from governance.actions.appeal_outcomes import overtake_appeal
from governance.actions.questions import drop_questions
from governance.choices import BallotRule, Discipline, Holder, Majority, Path, ReviewState
from governance.declarations import reviews as told
from governance.logic.clocks import clock_for
from governance.logic.paths import UNNAMED, Cell
from governance.logic.recusal import Appointment, barred, choose_reviewer, seat_review
from governance.logic.rights import reviewers_in_turn
from governance.logic.validity import months_valid
from governance.messages.reviews import ask_for_votes
from governance.models.appeals import Appeal
from governance.models.boards import Board, Seat
from governance.models.decisions import Decision
from governance.models.reviews import Packet, Recusal, Review, ReviewSeat
from governance.permissions.reviews import ESCALATE, STEER_REVIEW
from governance.queries.boards import delegates_of
from governance.queries.involvement import involvements, light_reviewers
from governance.queries.packets import packet_content, packet_digest
from governance.queries.rights import Held, lineage_of
from governance.queries.rules import matrix_version, tier_terms
from governance.review_subjects import part_of
from intake.models.assessments import Assessment

NOBODY_NAMED = Held()


@dataclass(frozen=True)
class Bench:
    """Who judges by which rule; `seats` are not stored yet."""

    path: Path
    board: Board | None
    rule: dict[str, object]
    seats: list[ReviewSeat]


@dataclass(frozen=True)
class Renewal:
    """The approval to be renewed, and what has changed since in the words of who asks."""

    approval: Decision
    note: str = ""


@dataclass(frozen=True)
class Opening:
    """What to open: the gate, the way through it, and the review that this one replaces.

    An appeal brings its panel; all others are seated by the way. `about` is a part of the case
    that is judged with it; a review that replaces another is about the same.
    """

    gate: str
    cell: Cell
    supersedes: Review | None = None
    bench: Bench | None = None
    appeal: Appeal | None = None
    renewal: Renewal | None = None
    held: Held = NOBODY_NAMED
    about: Model | None = None


@transaction.atomic(savepoint=False)
def open_review(assessment: Assessment, opening: Opening, *, actor: Actor) -> Review:
    """Open a review and freeze its packet.

    A light review for which nobody is left goes to the default board. The caller has locked the
    case and recorded why, so that locks keep their order (case, review, trail, counters).
    """
    now = timezone.now()
    zone = zone_here()
    part = _part_of(opening)
    bench = opening.bench or _bench(assessment, opening, now.astimezone(zone).date(), part)
    renewal = opening.renewal or _renewal_of(opening.supersedes)
    review = Review.objects.create(
        number=next_number(Review.PREFIX),
        use_case=assessment.use_case,
        assessment=assessment,
        gate=opening.gate,
        path=bench.path,
        board=bench.board,
        rule={
            **bench.rule,
            **_rights_rule(opening.held),
            "valid_months": _months(assessment, bench.board),
        },
        opened_at=now,
        days=opening.cell.days,
        due_at=clock_for(now, opening.cell.days, zone).due_at,
        supersedes=opening.supersedes,
        renews=renewal.approval if renewal else None,
        renewal_note=renewal.note if renewal else "",
        **_about(part),
    )
    _fill(review, bench, part)
    if opening.appeal is not None:
        opening.appeal.review = review
        opening.appeal.save(update_fields=["review", "state", "updated_at"])
    packet = _freeze(review, opening.appeal, part)
    record(
        told.REVIEW_OPENED,
        review,
        actor=actor,
        after={
            "gate": review.gate,
            "path": review.path,
            "due": review.due_at,
            "packet": packet.digest,
            **({"renews": renewal.approval.reference} if renewal else {}),
            **({"about": review.about_label} if part else {}),
        },
        root=review.use_case,
    )
    ask_for_votes(review, told.REVIEW_RESTARTED if opening.supersedes else told.VOTE_WANTED)
    return review


def _renewal_of(review: Review | None) -> Renewal | None:
    """What a review that takes the place of another renews."""
    if review is None or review.renews is None:
        return None
    return Renewal(review.renews, review.renewal_note)


def _part_of(opening: Opening) -> Model | None:
    if opening.about is not None or opening.supersedes is None:
        return opening.about
    return part_of(opening.supersedes)


def _about(part: Model | None) -> dict[str, Any]:
    if part is None:
        return {}
    return {
        "about_type": part._meta.label_lower,
        "about_id": part.pk,
        "about_label": str(part)[:255],
    }


def _months(assessment: Assessment, board: Board | None) -> int:
    return months_valid(tier_terms(assessment.tier), board.valid_months if board else None)


def _bench(assessment: Assessment, opening: Opening, today: dt.date, part: Model | None) -> Bench:
    cell = opening.cell
    if cell.path == Path.LIGHT:
        reviewer = _light_reviewer(assessment, opening.held.holder, part=part)
        if reviewer is not None:
            seat = ReviewSeat(discipline=Discipline.COE_LEAD, member_id=reviewer, voter_id=reviewer)
            return Bench(Path.LIGHT, None, _light_rule(), [seat])
    return _board_bench(_board(cell), today)


def _light_reviewer(
    assessment: Assessment,
    holder: Holder | None,
    out: Collection[int] = (),
    part: Model | None = None,
) -> int | None:
    """Who takes a light review: of those who hold it, in turn; nobody of `out`."""
    use_case = assessment.use_case
    parts = involvements(use_case, assessment, part)
    units = lineage_of(use_case.business_unit_id) if holder == Holder.UNIT else ()
    for group in reviewers_in_turn(holder):
        able = [one for one in light_reviewers(group, units) if one.member not in out]
        chosen = choose_reviewer(able, parts)
        if chosen is not None:
            return chosen
    return None


def _rights_rule(held: Held) -> dict[str, object]:
    """Whose review it is, by which version: kept with it when the rights change."""
    if held.holder is None:
        return {}
    return {"holder": held.holder.value, "rights_version": held.version}


def _held_before(review: Review) -> Held:
    """Whose a review was when it was opened."""
    holder = review.rule.get("holder")
    if holder is None:
        return NOBODY_NAMED
    return Held(Holder(holder), review.rule["rights_version"])


def _board(cell: Cell) -> Board:
    boards = Board.objects.active()
    named = boards.filter(pk=cell.board).first() if cell.board is not None else None
    board = named or boards.filter(is_default=True).first()
    if board is None:
        raise RuleViolation(
            _("No board can take this review: create a default board first."),
            code="governance.no_board",
        )
    return board


def _board_bench(board: Board, today: dt.date) -> Bench:
    delegates = delegates_of(board, today)
    seats = [
        ReviewSeat(
            seat=seat,
            discipline=seat.discipline,
            member=seat.member,
            alternate=seat.alternate,
            delegate_id=delegates.get(seat.pk),
            is_chair=seat.is_chair,
            has_veto=seat.has_veto,
            weight=seat.weight,
        )
        for seat in Seat.objects.filter(board=board).sitting(today).filled().with_people()
    ]
    return Bench(Path.BOARD, board, _board_rule(board), seats)


def panel_bench(members: Sequence[Membership]) -> Bench:
    """The panel of an appeal: the first member chairs, a majority decides, nobody stands in."""
    sits = Seat.objects.sitting(today_here()).filter(member__in=members)
    disciplines = dict(sits.values_list("member_id", "discipline"))
    seats = [
        ReviewSeat(
            discipline=disciplines.get(member.pk, Discipline.COE_LEAD),
            member=member,
            is_chair=place == 0,
        )
        for place, member in enumerate(members)
    ]
    rule = {
        **_light_rule(),
        "name": _("Appeal panel"),
        "quorum": len(seats) // 2 + 1,
        "tie_break_by_chair": True,
    }
    return Bench(Path.BOARD, None, rule, seats)


def _light_rule() -> dict[str, object]:
    return {
        "name": "",
        "majority": Majority.MAJORITY.value,
        "quorum": 1,
        "required_disciplines": [],
        "tie_break_by_chair": False,
        "ballot": BallotRule.AFTER_OWN.value,
        "matrix_version": matrix_version(),
    }


def _board_rule(board: Board) -> dict[str, object]:
    return {
        "name": board.name,
        "majority": board.majority,
        "quorum": board.quorum,
        "required_disciplines": list(board.required_disciplines),
        "tie_break_by_chair": board.tie_break_by_chair,
        "ballot": board.ballot,
        "matrix_version": matrix_version(),
    }


def _fill(review: Review, bench: Bench, part: Model | None) -> None:
    """Store the seats with their voters, and a recusal for everybody who is barred from one."""
    parts = involvements(review.use_case, review.assessment, part)
    places = [
        Appointment(place, seat.member_id, seat.alternate_id, seat.delegate_id)
        for place, seat in enumerate(bench.seats)
    ]
    for sitting in seat_review(places, parts):
        seat = bench.seats[sitting.seat]
        seat.review = review
        seat.voter_id = sitting.voter
        seat.enter_organization()
    ReviewSeat.objects.bulk_create(bench.seats)
    named = {
        person for place in places for person in (place.member, place.alternate, place.delegate)
    }
    for one in parts:
        if one.member in named & barred(parts):
            Recusal.objects.create(review=review, member_id=one.member, kind=one.kind)


def _freeze(review: Review, appeal: Appeal | None, part: Model | None) -> Packet:
    content = packet_content(review, appeal, part)
    return Packet.objects.create(review=review, content=content, digest=packet_digest(content))


@transaction.atomic
def mark_stale(review: Review, *, actor: Actor) -> Review:
    """End a review whose case has changed under it. Its votes stay with it and count no more."""
    review = Review.objects.locked_with_case(review)
    _end(review, ReviewState.STALE, actor)
    overtake_appeal(review, actor=actor)
    record(
        told.REVIEW_STALE,
        review,
        actor=actor,
        before={"state": ReviewState.OPEN},
        after={"state": ReviewState.STALE},
        root=review.use_case,
    )
    return review


@transaction.atomic
def cancel_review(review: Review, reason: str, *, actor: Actor) -> Review:
    """End a review that no longer has a question to answer."""
    review = Review.objects.locked_with_case(review)
    _end(review, ReviewState.CANCELLED, actor)
    overtake_appeal(review, actor=actor)
    record(
        told.REVIEW_CANCELLED,
        review,
        actor=actor,
        before={"state": ReviewState.OPEN},
        after={"state": ReviewState.CANCELLED},
        reason=reason,
        root=review.use_case,
    )
    return review


@transaction.atomic
def escalate_review(review: Review, reason: str, *, actor: Actor) -> Review:
    """Hand a light review to the full board; returns the board's review."""
    review = Review.objects.locked_with_case(review)
    require(actor, ESCALATE.code, review)
    if review.path != Path.LIGHT:
        raise InvalidTransition(_("The full board already holds this review."))
    return _to_board(review, reason, actor)


def _to_board(review: Review, reason: str, actor: Actor) -> Review:
    _end(review, ReviewState.CANCELLED, actor)
    record(told.REVIEW_ESCALATED, review, actor=actor, reason=reason, root=review.use_case)
    cell = Cell(Path.BOARD, _board(UNNAMED).days_to_decide)
    return open_review(review.assessment, Opening(review.gate, cell, review), actor=actor)


@transaction.atomic
def replace_reviewer(review: Review, reason: str, *, actor: Actor) -> Review:
    """Give a light review to the next reviewer who may judge it; to the board when none is left."""
    review = Review.objects.locked_with_case(review)
    if not review.is_open or review.path != Path.LIGHT:
        raise InvalidTransition(_("Only an open light review has a reviewer to replace."))
    out = set(review.recusals.values_list("member_id", flat=True))
    review.assessment.use_case = review.use_case
    holder = _held_before(review).holder
    chosen = _light_reviewer(review.assessment, holder, out, part_of(review))
    if chosen is None:
        return _to_board(review, reason, actor)
    seat = review.seats.get()
    before = str(seat.member)
    seat.member_id = seat.voter_id = chosen
    seat.save(update_fields=["member", "voter", "updated_at"])
    seat.refresh_from_db()
    record(
        told.REVIEWER_REPLACED,
        review,
        actor=actor,
        before={"reviewer": before},
        after={"reviewer": str(seat.member)},
        reason=reason,
        root=review.use_case,
    )
    ask_for_votes(review, told.VOTE_WANTED)
    return review


@transaction.atomic
def restart_review(review: Review, reason: str, *, actor: Actor) -> Review:
    """Cancel a review and open it again on the same assessment with today's board.

    The way out when too few seats are left to decide: the rule of a running review never changes.
    """
    if review.board is None and review.path == Path.BOARD:
        raise InvalidTransition(_("The panel of an appeal is formed only once."))
    review = cancel_review(review, reason, actor=actor)
    require(actor, STEER_REVIEW.code, review)
    days = review.board.days_to_decide if review.board else review.days
    cell = Cell(Path(review.path), days, review.board_id)
    opening = Opening(review.gate, cell, review, held=_held_before(review))
    return open_review(review.assessment, opening, actor=actor)


@transaction.atomic
def move_deadline(review: Review, days: int, reason: str, *, actor: Actor) -> Review:
    """Give a review `days` working days from its opening; reminders follow the new clock."""
    review = Review.objects.locked_with_case(review)
    require(actor, STEER_REVIEW.code, review)
    if not review.is_open:
        raise InvalidTransition(_("This review is closed."))
    before = review.due_at
    clock = clock_for(review.opened_at, days, zone_here(), review.paused_for)
    if clock.due_at <= timezone.now():
        raise RuleViolation(_("The new deadline must be in the future."))
    review.days, review.due_at = days, clock.due_at
    review.steps_done = [
        step for step in review.steps_done if clock.moments[step] <= timezone.now()
    ]
    review.remind_at = timezone.now()  # the clock looks at it anew
    review.save(update_fields=["days", "due_at", "steps_done", "remind_at", "updated_at"])
    record(
        told.DEADLINE_MOVED,
        review,
        actor=actor,
        before={"due": before},
        after={"due": review.due_at},
        reason=reason,
        root=review.use_case,
    )
    return review


def _end(review: Review, state: ReviewState, actor: Actor) -> None:
    if not review.is_open:
        raise InvalidTransition(_("This review is closed."))
    drop_questions(review, actor=actor)
    review.state = state
    review.closed_at = timezone.now()
    review.save(update_fields=["state", "closed_at", "updated_at"])
