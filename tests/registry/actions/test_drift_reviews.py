"""Drift reviews: decided once, by somebody else than who made the version, and with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from governance.choices import VoteChoice
from governance.models.reviews import Review
from registry.actions.drift_reviews import Resolution, resolve_drift_review
from registry.actions.registration import VersionTerms, register_version
from registry.choices import DriftOutcome, RequestState, VersionStage
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview
from registry.models.retirement import RetirementPlan
from registry.queries.candidates import Candidate
from registry.queries.drift_reviews import drift_review_page, time_to_retrain
from tests.governance.conftest import vote
from tests.registry.golive import go_live
from tests.registry.models import new_model, new_version
from tests.registry.monitoring import check, drifting, people, send, serve, watch_drift


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def monitor(owner, member):
    monitor = drifting(owner, developer=member(Role.COE_STAFF, name="Dev Staff"))
    check(monitor)
    return monitor


@pytest.fixture
def review(monitor):
    return DriftReview.objects.get()


def decide(review, person, outcome=DriftOutcome.ACCEPT, rationale="Seasonal.", **more):
    resolution = Resolution(outcome, rationale, **more)
    return resolve_drift_review(review, resolution, actor=Actor.member(person))


def test_decided_with_a_reason_and_told(review, owner, member):
    staff = member(Role.COE_STAFF)
    with pytest.raises(InvalidInput):
        decide(review, staff, rationale="  ")
    decided = decide(review, staff)

    assert (decided.is_open, decided.outcome, decided.resolved_by) == (False, "accept", staff)
    told = Notification.objects.filter(kind="registry.drift_decided", recipient=owner)
    assert told.count() == 1
    (event,) = AuditEvent.objects.filter(action="registry.drift_review.resolved")
    assert (event.reason, event.after["outcome"]) == ("Seasonal.", "accept")


def test_decided_once_and_the_next_drift_opens_a_new_one(review, monitor, owner):
    decide(review, owner, DriftOutcome.RETRAIN)
    with pytest.raises(InvalidTransition):
        decide(review, owner)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        send(monitor.version, people(seed=4, shift=20), word="n")
        check(monitor)

    assert [one.reference for one in DriftReview.objects.all()] == ["DR-2", "DR-1"]


def test_nobody_judges_a_version_of_their_own(review, member):
    for person in (review.version.developer, member(Role.REVIEWER), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            decide(review, person)


def test_a_roll_back_needs_a_version_that_has_served(review, owner):
    other = register_version(review.version.model, VersionTerms(), actor=Actor.system("tests"))
    for target in (None, other, review.version):
        with pytest.raises(InvalidInput) as caught:
            decide(review, owner, DriftOutcome.ROLL_BACK, target=target)
        assert list(caught.value.errors) == ["target"]
    review.refresh_from_db()
    assert review.is_open


def test_a_roll_back_is_done_at_once(owner, developer, validator, council, case):
    people = {"owner": owner, "developer": developer, "validator": validator, "council": council}
    model = new_model(owner, use_case=case.reference)
    first = serve(new_version(model, developer), **people)
    second = serve(new_version(model, developer), **people)
    check(watch_drift(second))
    decided = decide(DriftReview.objects.get(), owner, DriftOutcome.ROLL_BACK, target=first)

    assert decided.target == first
    stages = dict(ModelVersion.objects.values_list("number", "stage"))
    assert stages == {1: VersionStage.PRODUCTION, 2: VersionStage.ARCHIVED}


def test_retiring_takes_the_version_out(review, owner):
    decide(review, owner, DriftOutcome.RETIRE)

    review.version.refresh_from_db()
    assert review.version.stage == VersionStage.ARCHIVED


def test_what_is_escalated_reaches_the_staff(review, owner, member):
    staff = member(Role.COE_STAFF)
    decide(review, owner, DriftOutcome.ESCALATE)

    told = Notification.objects.filter(kind="registry.drift_decided")
    assert staff.pk in told.values_list("recipient", flat=True)


def test_the_time_to_retrain_ends_when_a_newer_version_serves(review, owner):
    decide(review, owner, DriftOutcome.RETRAIN)
    with time_machine.travel(review.opened_at + dt.timedelta(days=4), tick=False):
        newer = register_version(review.version.model, VersionTerms(), actor=Actor.system("tests"))
        assert time_to_retrain(review) is None
    with time_machine.travel(review.opened_at + dt.timedelta(days=6), tick=False):
        go_live(newer)

    assert time_to_retrain(review) == dt.timedelta(days=6)


@pytest.fixture
def at_stake(owner, developer, case, council):
    """A drift review of a version that serves a use case, and a board."""
    version = go_live(new_version(new_model(owner, use_case=case.reference), developer))
    check(watch_drift(version))
    return DriftReview.objects.get()


def judge(review, council, choice):
    for person in council.members:
        review.refresh_from_db()
        if review.is_open and review.seats.filter(voter=person).exists():
            vote(review, person, choice)


def test_what_is_escalated_goes_to_the_full_board(at_stake, owner, council, case):
    decided = decide(at_stake, owner, DriftOutcome.ESCALATE, "Is it fair to the old?")
    board = decided.board_review

    assert (board.path, board.gate, board.use_case) == ("board", "production", case)
    assert list(Review.objects.about(at_stake.version)) == [board]
    facts = {row["label"]: row["value"] for row in board.packet.content["about"]["facts"]}
    assert facts["Drift"].startswith("DR-1: Is it fair to the old?")
    (event,) = AuditEvent.objects.filter(action="registry.drift_review.resolved")
    assert event.after["board_review"] == board.reference
    judge(board, council, VoteChoice.REJECT)
    told = Notification.objects.filter(kind="registry.drift_judged")
    assert owner.pk in told.values_list("recipient", flat=True)
    at_stake.version.refresh_from_db()
    assert at_stake.version.stage == VersionStage.PRODUCTION


def test_what_the_board_refuses_loses_its_approval(owner, developer, validator, council, case):
    people = {"owner": owner, "developer": developer, "validator": validator, "council": council}
    version = serve(new_version(new_model(owner, use_case=case.reference), developer), **people)
    check(watch_drift(version))
    decided = decide(DriftReview.objects.get(), owner, DriftOutcome.ESCALATE, "Too old.")
    judge(decided.board_review, council, VoteChoice.REJECT)

    assert Candidate(version).approval is None
    assert version.requests.get().state == RequestState.REFUSED


def test_retiring_the_last_version_plans_the_end_of_the_case(at_stake, owner, case):
    decide(at_stake, owner, DriftOutcome.RETIRE, "Nobody needs it.")
    plan = RetirementPlan.objects.get()

    assert (plan.use_case, plan.reason) == (case, "DR-1: Nobody needs it.")
    assert drift_review_page(DriftReview.objects.get()).plan == plan


def test_retiring_one_of_two_leaves_the_case_alone(at_stake, owner, developer, case):
    go_live(new_version(new_model(owner, name="second", use_case=case.reference), developer))
    decide(at_stake, owner, DriftOutcome.RETIRE)

    assert not RetirementPlan.objects.exists()
