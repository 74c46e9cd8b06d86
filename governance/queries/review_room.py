"""One review for one viewer: the packet in words, who sits, and the vote as far as it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from governance import permissions as rights
from governance.choices import Path
from governance.logic.tally import Tally
from governance.models.decisions import Decision
from governance.models.reviews import Packet, Recusal, Review, ReviewSeat
from governance.models.votes import Vote
from governance.queries.tallies import plain_reasons, tally_of_seats
from governance.queries.wording import sentences
from intake.choices import AiActClass, Axis, QuestionType
from intake.logic.questionnaires import Questionnaire
from intake.logic.questions import Question
from intake.models.assessments import Assessment


@dataclass(frozen=True)
class SeatView:
    """A seat: its people, why its member is recused, and its vote if the viewer may see it."""

    seat: ReviewSeat
    recusals: tuple[Recusal, ...]
    has_voted: bool
    vote: Vote | None
    is_mine: bool


@dataclass(frozen=True)
class AnsweredQuestion:
    label: str
    answer: str
    before: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class AnsweredSection:
    title: str
    questions: tuple[AnsweredQuestion, ...]


@dataclass(frozen=True)
class AxisView:
    label: str
    score: int | None
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Rights:
    """What the viewer may do here."""

    vote: bool
    step_back: bool
    count: bool
    escalate: bool
    steer: bool


@dataclass(frozen=True)
class ReviewRoom:
    """Everything that the page of a review shows."""

    review: Review
    packet: Packet
    seats: list[SeatView]
    tally: Tally
    reasons: list[str]
    shows_votes: bool
    my_vote: Vote | None
    rights: Rights
    decision: Decision | None
    replaced_by: Review | None

    @property
    def is_overdue(self) -> bool:
        return self.review.is_open and self.review.due_at < timezone.now()

    @property
    def able(self) -> int:
        """Seats that somebody speaks for."""
        return self.tally.cast + self.tally.pending

    @property
    def is_light(self) -> bool:
        return self.review.path == Path.LIGHT

    @property
    def marks(self) -> list[str]:
        """One mark per seat that may vote, in a fixed order: its choice, or empty."""
        tally = self.tally
        return [
            *["approve"] * tally.approve,
            *["approve_with_conditions"] * tally.conditions,
            *["reject"] * tally.reject,
            *["abstain"] * tally.abstain,
            *[""] * tally.pending,
        ]


def review_room(review: Review, viewer: Membership) -> ReviewRoom:
    """Read the page of a review. While it is open the single votes and the count are as permitted.

    `review` comes with its case, board and assessment.
    """
    seats = list(
        review.seats.select_related(
            "vote__member__user", "member__user", "alternate__user", "voter__user"
        )
    )
    review.assessment.use_case = review.use_case
    tally = tally_of_seats(review, seats)
    shows_votes = rights.may_see_ballots(viewer, review)
    mine = next((seat for seat in seats if seat.voter_id == viewer.pk), None)
    return ReviewRoom(
        review=review,
        packet=review.packet,
        seats=_seat_views(review, seats, mine, shows_votes=shows_votes),
        tally=tally,
        reasons=sentences(plain_reasons(tally)),
        shows_votes=shows_votes,
        my_vote=getattr(mine, "vote", None),
        rights=_rights(review, viewer),
        decision=getattr(review, "decision", None),
        replaced_by=None if review.is_open else review.superseded_by.first(),
    )


def _seat_views(
    review: Review, seats: list[ReviewSeat], mine: ReviewSeat | None, *, shows_votes: bool
) -> list[SeatView]:
    recusals: dict[int, Recusal] = {
        row.member_id: row for row in review.recusals.select_related("member__user")
    }
    return [
        SeatView(
            seat=seat,
            recusals=tuple(
                recusals[person]
                for person in (seat.member_id, seat.alternate_id)
                if person in recusals
            ),
            has_voted=hasattr(seat, "vote"),
            vote=getattr(seat, "vote", None) if shows_votes or seat == mine else None,
            is_mine=seat == mine,
        )
        for seat in seats
    ]


def _rights(review: Review, viewer: Membership) -> Rights:
    if not review.is_open:
        return Rights(vote=False, step_back=False, count=False, escalate=False, steer=False)
    actor = Actor.member(viewer)
    votes = permits(actor, rights.CAST_VOTE.code, review)
    is_over = review.due_at <= timezone.now()
    return Rights(
        vote=votes,
        step_back=permits(actor, rights.DECLARE_CONFLICT.code, review),
        count=is_over and permits(actor, rights.COUNT_VOTES.code, review),
        escalate=review.path == Path.LIGHT and permits(actor, rights.ESCALATE.code, review),
        steer=permits(actor, rights.STEER_REVIEW.code, review),
    )


def axes_of(assessment: Assessment) -> list[AxisView]:
    """The five scores with their reasons; None where too little was answered."""
    return [
        AxisView(
            label=str(axis.label),
            score=assessment.scores.get(axis.value, {}).get("score"),
            reasons=tuple(assessment.scores.get(axis.value, {}).get("reasons", ())),
        )
        for axis in Axis
    ]


def ai_act_label(assessment: Assessment) -> str:
    """The class of the EU AI Act in words; empty when the law questions were not answered."""
    value = assessment.ai_act_class
    return str(AiActClass(value).label) if value else ""


def answers_of(assessment: Assessment) -> list[AnsweredSection]:
    """The answers that were given, by section, with what each was before the last change."""
    form: Questionnaire = assessment.questionnaire.parsed()
    before = {row["question"]: row["before"] for row in assessment.changes.get("answers", [])}
    names = _names(form, assessment)
    sections = []
    for section in form.sections:
        questions = tuple(
            AnsweredQuestion(
                label=question.label,
                answer=_words(question, assessment.answers[question.id], names),
                before=_words(question, before.get(question.id), names),
                is_changed=question.id in before,
            )
            for question in section.questions
            if assessment.answers.get(question.id) not in (None, "", [])
        )
        if questions:
            sections.append(AnsweredSection(section.title, questions))
    return sections


def _names(form: Questionnaire, assessment: Assessment) -> dict[int, str]:
    """Names of the members that answers point at."""
    asked = [one.id for one in form.questions.values() if one.type == QuestionType.MEMBER]
    ids = [value for key in asked if isinstance(value := assessment.answers.get(key), int)]
    if not ids:
        return {}
    people = Membership.objects.with_user().filter(pk__in=ids)
    return {person.pk: person.display_name for person in people}


def _words(question: Question, answer: Any, names: Mapping[int, str]) -> str:
    """An answer as people read it; rows one a line."""
    if question.type == QuestionType.MEMBER:
        return names.get(answer, "")
    if question.type == QuestionType.ROWS:
        return "\n".join(
            ", ".join(str(value) for value in row.values() if value not in (None, ""))
            for row in answer or []
        )
    return question.label_of(answer)
