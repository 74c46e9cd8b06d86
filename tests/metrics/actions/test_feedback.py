from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.choices import Path
from metrics.actions.feedback import FRESH, Rating, ask_for_feedback, give_feedback
from metrics.choices import FeedbackKind
from metrics.models.feedback import Feedback, FeedbackRequest
from registry.actions.promotion import settle_request
from registry.models.promotions import PromotionRequest
from tests.governance.conftest import new_case, new_council, open_for
from tests.registry.models import new_model, new_version
from training.actions.community import Asking, accept_answer, answer_question, ask_question
from training.actions.sessions import mark_attendance
from training.choices import BookingStatus, SessionKind
from training.models.sessions import Booking, CourseSession

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("tests")


@pytest.fixture
def owner(member):
    return member(name="Olga Owner")


@pytest.fixture
def decision(in_scope, member, owner):
    new_council(member)
    return open_for(new_case(owner, tier="low"))


@pytest.fixture
def asked(decision):
    (request,) = ask_for_feedback(actor=CLOCK)
    return request


def test_owner_and_submitter_are_asked_once(decision, owner):
    assert [one.member for one in ask_for_feedback(actor=CLOCK)] == [owner]
    assert ask_for_feedback(actor=CLOCK) == []
    told = Notification.objects.get(recipient=owner, kind="metrics.feedback_wanted")
    assert told.url == f"/northbank/metrics/health/feedback/{FeedbackRequest.objects.get().pk}/"
    assert told.title == f"How content are you with “{decision.subject_label}”?"


def test_old_decisions_are_not_asked_about(decision, time_machine):
    time_machine.move_to(decision.decided_at + FRESH + timedelta(hours=1))
    assert ask_for_feedback(actor=CLOCK) == []


def test_an_answer_with_a_name_knows_the_decision(asked, owner, decision):
    given = give_feedback(asked, Rating(4, " Quick "), actor=Actor.member(owner))
    assert (given.score, given.comment, given.path) == (4, "Quick", Path.SELF_SERVICE)
    assert (given.member, given.decision) == (owner, decision)
    with pytest.raises(InvalidTransition):
        give_feedback(asked, Rating(5), actor=Actor.member(owner))


def test_an_answer_without_a_name_tells_nobody_whose_it_is(asked, owner):
    asked = FeedbackRequest.objects.get()
    touched = asked.updated_at
    given = give_feedback(asked, Rating(1, "Slow", is_anonymous=True), actor=Actor.member(owner))
    assert (given.member, given.decision) == (None, None)
    event = AuditEvent.objects.get(action="metrics.feedback.given")
    assert event.actor_label == "feedback-without-a-name"
    assert event.request_id == ""
    asked.refresh_from_db()
    assert asked.is_answered
    assert asked.updated_at == touched


def test_only_who_was_asked_answers(asked, member):
    with pytest.raises(NotAllowed):
        give_feedback(asked, Rating(5), actor=Actor.member(member(Role.COE_STAFF)))


@pytest.mark.parametrize("score", [0, 6, -1])
def test_scores_go_from_one_to_five(asked, owner, score):
    with pytest.raises(InvalidInput):
        give_feedback(asked, Rating(score), actor=Actor.member(owner))
    assert not Feedback.objects.exists()


@pytest.fixture
def held(in_scope, member):
    """A session that ended an hour ago; of two who booked, one came."""
    host = member(Role.COE_STAFF)
    now = timezone.now()
    session = CourseSession.objects.create(
        number=1,
        kind=SessionKind.WORKSHOP,
        title="Prompts for beginners",
        host=host,
        starts_at=now - timedelta(hours=2),
        ends_at=now - timedelta(hours=1),
    )
    came, _absent = (
        Booking.objects.create(
            session=session, member=member(), position=place, status=BookingStatus.SEATED
        )
        for place in (1, 2)
    )
    mark_attendance(session, [came.pk], actor=Actor.member(host))
    return came


def test_who_was_at_a_session_is_asked_once(held):
    (asked,) = ask_for_feedback(actor=CLOCK)
    assert (asked.kind, asked.about, asked.member) == ("session", held.session, held.member)
    assert ask_for_feedback(actor=CLOCK) == []
    named = give_feedback(asked, Rating(5), actor=Actor.member(held.member))
    assert (named.kind, named.path, named.about) == ("session", "", held.session)


def test_an_answer_about_a_session_without_a_name_knows_only_that(held):
    (asked,) = ask_for_feedback(actor=CLOCK)
    given = give_feedback(asked, Rating(2, "", is_anonymous=True), actor=Actor.member(held.member))
    assert (given.kind, given.about, given.member) == ("session", None, None)


def test_sessions_to_come_and_long_ago_are_not_asked_about(held, time_machine):
    CourseSession.objects.update(ends_at=timezone.now() + timedelta(hours=1))
    assert ask_for_feedback(actor=CLOCK) == []
    time_machine.move_to(timezone.now() + FRESH + timedelta(hours=2))
    assert ask_for_feedback(actor=CLOCK) == []


def test_who_asked_the_coe_is_asked_when_somebody_else_helped(in_scope, member):
    asker, expert = Actor.member(member()), Actor.member(member(Role.COE_STAFF))
    helped, alone, _waiting = (
        ask_question(Asking(title), actor=asker) for title in ("Which tool?", "Where?", "When?")
    )
    accept_answer(answer_question(helped, "This one.", actor=expert), actor=asker)
    accept_answer(answer_question(alone, "Found it.", actor=asker), actor=asker)
    (asked,) = ask_for_feedback(actor=CLOCK)
    assert (asked.kind, asked.about, asked.member) == ("question", helped, asker.membership)


@pytest.fixture
def promoted(decision, member):
    """A promotion that the decision approved."""
    modeller = member(Role.MODEL_OWNER)
    request = PromotionRequest.objects.create(
        version=new_version(new_model(modeller), modeller),
        use_case=decision.use_case,
        requested_by=modeller,
    )
    return settle_request(request, decision, actor=CLOCK)


def test_who_asked_for_a_promotion_is_asked_about_it_and_nobody_about_its_decision(promoted):
    (asked,) = ask_for_feedback(actor=CLOCK)
    assert (asked.kind, asked.about) == ("promotion", promoted)
    assert asked.member == promoted.requested_by
    assert ask_for_feedback(actor=CLOCK) == []
    event = AuditEvent.objects.get(action="metrics.feedback.asked")
    assert list(AuditEvent.objects.about(promoted.use_case).filter(pk=event.pk)) == [event]


@pytest.mark.parametrize("kind", [kind for kind in FeedbackKind if kind != FeedbackKind.DECISION])
def test_a_question_is_about_what_its_kind_says(decision, owner, kind):
    with pytest.raises(IntegrityError, match="asked_about_what_its_kind_says"):
        FeedbackRequest.objects.create(kind=kind, decision=decision, member=owner)


def test_other_organizations_are_not_asked(decision, held, other_organization):
    with scope(other_organization):
        assert ask_for_feedback(actor=CLOCK) == []
