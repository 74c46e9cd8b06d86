"""One review for one viewer: the packet in words, who sits, and the vote as far as it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Comment
from governance.activities import VOTE
from governance.choices import Holder, Path
from governance.logic.tally import Tally
from governance.models.decisions import Decision
from governance.models.questions import TeamQuestion
from governance.models.reviews import Packet, Recusal, Review, ReviewSeat
from governance.models.votes import Vote
from governance.permissions import reviews as rights
from governance.permissions.questions import ANSWER_QUESTION, ASK_TEAM, WITHDRAW_QUESTION
from governance.queries.tallies import plain_reasons, tally_of_seats
from governance.queries.wording import sentences
from intake.choices import AiActClass, Axis, QuestionType
from intake.logic.questionnaires import Questionnaire
from intake.models.assessments import Assessment
from intake.queries.outcomes import (
    AnsweredQuestion,
    AnsweredSection,
    ChangedAnswer,
    answered_sections,
    changed_answers,
)
from intake.queries.use_case_page import member_names
from training.models.courses import Course
from training.queries.currency import missing_courses


@dataclass(frozen=True)
class SeatView:
    """A seat: its people, why its member is recused, and its vote if the viewer may see it."""

    seat: ReviewSeat
    recusals: tuple[Recusal, ...]
    has_voted: bool
    vote: Vote | None
    is_mine: bool


@dataclass(frozen=True)
class AxisView:
    label: str
    score: int | None
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class QuestionView:
    """A question to the team, and what the viewer may do with it."""

    question: TeamQuestion
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Rights:
    """What the viewer may do here."""

    vote: bool
    step_back: bool
    count: bool
    escalate: bool
    steer: bool
    ask: bool


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
    # Courses that the viewer must complete before voting.
    missing_training: list[Course]
    questions: list[QuestionView]

    @property
    def is_overdue(self) -> bool:
        review = self.review
        return review.is_open and not review.is_paused and review.due_at < timezone.now()

    @property
    def holder(self) -> str:
        """Who holds it by the decision rights; empty where none were in force."""
        held = self.review.rule.get("holder")
        return str(Holder(held).label) if held else ""

    @property
    def open_questions(self) -> list[TeamQuestion]:
        """What the team has still to answer."""
        return [one.question for one in self.questions if one.question.is_open]

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

    `review` comes with its case and assessment.
    """
    seats = list(review.seats.select_related("vote", "member__user", "voter__user"))
    review.assessment.use_case = review.use_case
    tally = tally_of_seats(review, seats)
    shows_votes = rights.may_see_ballots(viewer, review)
    may = _rights(review, viewer, is_decided=tally.outcome is not None)
    mine = next((seat for seat in seats if seat.voter_id == viewer.pk), None)
    return ReviewRoom(
        review=review,
        packet=review.packet,
        seats=_seat_views(review, seats, mine, shows_votes=shows_votes),
        tally=tally,
        reasons=sentences(plain_reasons(tally)),
        shows_votes=shows_votes,
        my_vote=getattr(mine, "vote", None),
        rights=may,
        decision=None if review.is_open else getattr(review, "decision", None),
        replaced_by=None if review.is_open else review.superseded_by.first(),
        missing_training=missing_courses(viewer, VOTE.code) if may.vote else [],
        questions=_questions(review, viewer),
    )


def _questions(review: Review, viewer: Membership) -> list[QuestionView]:
    """What was asked in this review and in the one that it replaces, in order."""
    rooms = [pk for pk in (review.pk, review.supersedes_id) if pk is not None]
    rows = TeamQuestion.objects.filter(review__in=rooms).with_people().select_related("review")
    actor = Actor.member(viewer)
    return [_question_view(one, review, actor) for one in rows.order_by("review", "position")]


def _question_view(question: TeamQuestion, review: Review, actor: Actor) -> QuestionView:
    if question.review_id != review.pk or not question.is_open:
        return QuestionView(question, may_answer=False, may_withdraw=False)
    question.review = review
    return QuestionView(
        question,
        may_answer=permits(actor, ANSWER_QUESTION.code, question),
        may_withdraw=permits(actor, WITHDRAW_QUESTION.code, question),
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


NOTHING = Rights(vote=False, step_back=False, count=False, escalate=False, steer=False, ask=False)


def _rights(review: Review, viewer: Membership, *, is_decided: bool) -> Rights:
    if not review.is_open:
        return NOTHING
    actor = Actor.member(viewer)
    votes = permits(actor, rights.CAST_VOTE.code, review)
    countable = not review.is_paused and (is_decided or review.due_at <= timezone.now())
    return Rights(
        vote=votes,
        step_back=permits(actor, rights.DECLARE_CONFLICT.code, review),
        count=countable and permits(actor, rights.COUNT_VOTES.code, review),
        escalate=review.path == Path.LIGHT and permits(actor, rights.ESCALATE.code, review),
        steer=permits(actor, rights.STEER_REVIEW.code, review),
        ask=permits(actor, ASK_TEAM.code, review),
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


@dataclass(frozen=True)
class NotedAnswer:
    """An answer of the packet, and how many comments stand beside it."""

    answer: AnsweredQuestion
    notes: int


@dataclass(frozen=True)
class NotedSection:
    title: str
    questions: list[NotedAnswer]

    @property
    def notes(self) -> int:
        """Comments beside all of its answers."""
        return sum(one.notes for one in self.questions)


def sections_of(review: Review) -> list[NotedSection]:
    """The given answers of the packet with the number of comments beside each."""
    counted = Comment.objects.count_by_part(review)
    return [
        NotedSection(
            section.title,
            [NotedAnswer(one, counted.get(one.key, 0)) for one in section.questions],
        )
        for section in answers_of(review.assessment)
    ]


def answers_of(assessment: Assessment) -> list[AnsweredSection]:
    """The answers that were given, in words, by section; what was left out is not shown."""
    form: Questionnaire = assessment.questionnaire.parsed()
    asked = [one.id for one in form.questions.values() if one.type == QuestionType.MEMBER]
    people = {value for key in asked if (value := assessment.answers.get(key))}
    sections = answered_sections(assessment.answers, form, member_names(people) if people else {})
    given = [
        AnsweredSection(one.title, [row for row in one.questions if row.answer or row.rows])
        for one in sections
    ]
    return [section for section in given if section.questions]


def changes_of(assessment: Assessment) -> list[ChangedAnswer]:
    """What was answered otherwise than in the assessment before."""
    return changed_answers(assessment, assessment.questionnaire.parsed())


def answer_in_packet(assessment: Assessment, key: str) -> AnsweredQuestion | None:
    """One given answer in words; None when nothing was answered there."""
    given = (one for section in answers_of(assessment) for one in section.questions)
    return next((one for one in given if one.key == key), None)
