from __future__ import annotations

from datetime import timedelta

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.choices import Path
from metrics.actions.feedback import FRESH, Rating, ask_for_feedback, give_feedback
from metrics.models.feedback import Feedback, FeedbackRequest
from tests.governance.conftest import new_case, new_council, open_for

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
    assert told.url == f"/northbank/metrics/health/feedback/{decision.reference}/"


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


def test_other_organizations_are_not_asked(decision, other_organization):
    with scope(other_organization):
        assert ask_for_feedback(actor=CLOCK) == []
