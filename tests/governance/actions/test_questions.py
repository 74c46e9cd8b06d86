"""Questions to the team: the clock stands still, answers do not decide, nothing is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.scope import scope
from governance.actions.closing import close_review
from governance.actions.questions import (
    Answering,
    Asking,
    answer_question,
    ask_team,
    withdraw_question,
)
from governance.actions.reviews import cancel_review, move_deadline
from governance.choices import Outcome, QuestionState, ReviewState, VoteChoice
from governance.dossier.reviews import questions_section
from governance.models.decisions import Decision
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.permissions.questions import questions_to_answer
from governance.tasks.questions import remind_all_of_questions, remind_of_questions
from governance.tasks.reviews import remind_organization
from tests.governance.conftest import OPERATOR, new_case, new_council, open_for, vote

MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def at(moment: dt.datetime):
    return time_machine.travel(moment, tick=False)


def ask(review: Review, person, text: str = "Who checks the output?", about: str = ""):
    return ask_team(review, Asking(text, about), actor=Actor.member(person))


def answer(question: TeamQuestion, person, text: str = "An underwriter, each time."):
    return answer_question(question, Answering(text), actor=Actor.member(person))


def withdraw(question: TeamQuestion, person):
    return withdraw_question(question, "We found it.", actor=Actor.member(person))


def told(person, kind: str) -> int:
    return person.notifications.filter(kind=f"governance.{kind}").count()


@pytest.fixture
def opened(make_council, make_case):
    """Opened on Monday 2 March 2026: due on Monday 23 March."""
    with at(MONDAY):
        council = make_council()
        return open_for(make_case()), council


@pytest.fixture
def review(opened) -> Review:
    return opened[0]


@pytest.fixture
def seats(opened):
    return opened[1].members


def test_a_question_pauses_the_clock_and_the_answer_moves_the_deadline(review, seats):
    with at(MONDAY + 2 * DAY):
        question = ask(review, seats[1], about="goal")
    review.refresh_from_db()
    assert (review.paused_at, question.about_label) == (MONDAY + 2 * DAY, "Goal")
    assert told(review.use_case.owner, "question_for_team") == 1
    before = review.due_at
    with at(MONDAY + 7 * DAY):
        answer(question, review.use_case.owner)
    review.refresh_from_db()
    assert (review.paused_at, review.paused_for) == (None, 3 * DAY)
    assert review.due_at == before + 3 * DAY
    assert [told(person, "team_answered") for person in seats] == [1] * 4


def test_the_clock_waits_for_the_last_of_several_questions(review, seats):
    with at(MONDAY + DAY):
        first, second = ask(review, seats[0]), ask(review, seats[1], "And at night?")
    with at(MONDAY + 2 * DAY):
        answer(first, review.use_case.owner)
    review.refresh_from_db()
    assert review.is_paused
    with at(MONDAY + 3 * DAY):
        withdraw(second, seats[1])
    review.refresh_from_db()
    assert (review.is_paused, review.paused_for) == (False, 2 * DAY)


def test_reminders_of_the_deadline_wait_and_move(organization, review, seats):
    """Half time is on Wednesday 11 March; a pause of five working days makes it the 18th."""
    with at(MONDAY + DAY):
        question = ask(review, seats[1])
    with at(MONDAY + 8 * DAY):
        remind_organization(organization_id=organization.pk)
        answer(question, review.use_case.owner)
    with at(MONDAY + 14 * DAY):
        remind_organization(organization_id=organization.pk)
    assert told(seats[0], "vote_reminder") == 0
    with at(MONDAY + 17 * DAY):
        remind_organization(organization_id=organization.pk)
    assert told(seats[0], "vote_reminder") == 1


def test_a_paused_review_is_not_overdue_and_cannot_be_counted(review, seats):
    with at(MONDAY + DAY):
        question = ask(review, seats[1])
    late = MONDAY + 60 * DAY
    with at(late):
        assert not Review.objects.due_before(late).exists()
        with pytest.raises(InvalidTransition, match="withdraw it"):
            close_review(review, actor=Actor.member(seats[0]))
        withdraw(question, seats[0])
        with pytest.raises(InvalidTransition, match="not over"):
            close_review(review, actor=Actor.member(seats[0]))


def test_votes_decide_nothing_while_a_question_is_open(review, seats):
    question = ask(review, seats[3])
    for person in seats:
        vote(review, person, VoteChoice.APPROVE)
    assert not Decision.objects.exists()
    withdraw(question, seats[3])
    assert Decision.objects.get().outcome == Outcome.APPROVED


def test_an_answer_closes_nothing_and_the_next_vote_does(review, seats):
    question = ask(review, seats[3])
    for person in seats:
        vote(review, person, VoteChoice.APPROVE)
    answer(question, review.use_case.owner, "Nobody checks it.")
    assert not Decision.objects.exists()
    decision = vote(review, seats[0], VoteChoice.REJECT)
    assert decision is not None
    assert [one["choice"] for one in decision.dissent] == [VoteChoice.REJECT]


def test_the_chair_counts_at_once_when_an_answer_leaves_the_votes_as_they_are(review, seats):
    question = ask(review, seats[3])
    for person in seats:
        vote(review, person, VoteChoice.APPROVE)
    answer(question, review.use_case.owner)
    assert close_review(review, actor=Actor.member(seats[0])).outcome == Outcome.APPROVED


def test_only_seats_ask_only_the_team_answers_and_nobody_of_the_team_withdraws(
    review, seats, member
):
    owner, stranger = review.use_case.owner, member(Role.COE_STAFF)
    for person in (owner, stranger):
        with pytest.raises(NotAllowed):
            ask(review, person)
    question = ask(review, seats[1])
    for person in (seats[1], stranger):
        with pytest.raises(NotAllowed):
            answer(question, person)
    for person in (owner, seats[2]):
        with pytest.raises(NotAllowed):
            withdraw(question, person)
    assert withdraw(question, stranger).state == QuestionState.WITHDRAWN


def test_what_is_asked_must_be_said_and_must_be_in_the_packet(review, seats):
    with pytest.raises(InvalidInput):
        ask(review, seats[1], "  ")
    with pytest.raises(InvalidInput):
        ask(review, seats[1], "Why?", about="no-such-question")
    question = ask(review, seats[1])
    with pytest.raises(InvalidInput):
        answer(question, review.use_case.owner, " ")


def test_a_question_is_settled_once(review, seats):
    question = ask(review, seats[1])
    answer(question, review.use_case.owner)
    with pytest.raises(InvalidTransition):
        answer(question, review.use_case.owner, "Something else.")
    with pytest.raises(InvalidTransition):
        withdraw(question, seats[1])


def test_a_review_that_ends_takes_its_questions_with_it(review, seats):
    ask(review, seats[1])
    ended = cancel_review(review, "No longer needed.", actor=OPERATOR)
    assert (ended.state, ended.is_paused) == (ReviewState.CANCELLED, False)
    assert TeamQuestion.objects.get().state == QuestionState.WITHDRAWN
    with pytest.raises(InvalidTransition):
        ask(review, seats[1])


def test_a_deadline_that_is_moved_keeps_the_time_paused(review, seats, member):
    with at(MONDAY + DAY):
        question = ask(review, seats[1])
    with at(MONDAY + 2 * DAY):
        answer(question, review.use_case.owner)
        moved = move_deadline(review, 20, "More time.", actor=Actor.member(member(Role.COE_STAFF)))
    assert moved.due_at == MONDAY + 28 * DAY + DAY


def test_each_step_is_in_the_story_of_the_case(review, seats):
    question = ask(review, seats[1])
    answer(question, review.use_case.owner)
    story = AuditEvent.objects.about(review.use_case).values_list("action", flat=True)
    assert {
        "governance.question.asked",
        "governance.review.clock_paused",
        "governance.question.answered",
        "governance.review.clock_resumed",
    } <= set(story)


def test_the_silent_team_is_told_again_and_then_who_asked(organization, review, seats):
    with at(MONDAY):
        ask(review, seats[1])
    for days in range(1, 20):
        with at(MONDAY + days * DAY):
            remind_of_questions(organization_id=organization.pk)
            remind_of_questions(organization_id=organization.pk)
    owner = review.use_case.owner
    assert (told(owner, "question_still_open"), told(seats[1], "team_is_silent")) == (1, 1)
    assert (told(seats[0], "team_is_silent"), told(seats[2], "team_is_silent")) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_each_organization_hears_of_its_own_questions_only(
    organization, other_organization, member
):
    owners = []
    for tenant in (organization, other_organization):
        with scope(tenant), at(MONDAY):
            council = new_council(
                lambda *roles, tenant=tenant, **names: member(*roles, organization=tenant, **names)
            )
            owners.append(member(organization=tenant))
            ask(open_for(new_case(owners[-1])), council.members[1])
    with at(MONDAY + 4 * DAY):
        remind_all_of_questions()
    for tenant, owner in zip((organization, other_organization), owners, strict=True):
        with scope(tenant):
            assert told(owner, "question_still_open") == 1
            assert questions_to_answer(owner).count() == TeamQuestion.objects.count() == 1


def test_the_case_file_tells_what_was_asked_and_said(review, seats):
    assert questions_section(review.use_case) is None
    question = ask(review, seats[1], about="goal")
    answer(question, review.use_case.owner)
    section = questions_section(review.use_case)
    assert section is not None
    assert [(one["question"], one["about"], one["answer"]) for one in section.data] == [
        ("R-1.1", "Goal", "An underwriter, each time.")
    ]
