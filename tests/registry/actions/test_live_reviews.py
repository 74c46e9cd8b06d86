"""Post-deployment reviews: opened by the clock, reported, decided by somebody else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.calendars.sources import entries_of
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from intake.choices import Stage
from registry.actions import live_reviews as actions
from registry.actions.live_reviews import LiveActionTerms, Verdict
from registry.choices import (
    LiveActionState,
    LiveReviewOutcome,
    LiveReviewState,
    MetricResult,
    VersionStage,
)
from registry.messages import live_reviews as messages
from registry.models.live_reviews import LiveReview
from registry.models.models import ModelVersion
from registry.models.retirement import RetirementPlan
from registry.permissions.live_reviews import reviews_waiting_for
from registry.queries.live_reviews import known_facts, overtaken_reviews
from tests.registry.golive import FORECAST, METRICS, after, go_live, open_due, report
from tests.registry.models import pilot_case


@pytest.fixture
def case(in_scope, member):
    """With a success metric and a forecast, which its reviews come back to."""
    answers = {"success_metrics": METRICS, "annual_benefit": FORECAST}
    return pilot_case(member(name="Bea Business"), answers=answers)


@pytest.fixture
def live(version):
    return go_live(version)


@pytest.fixture
def review(live):
    with after(30):
        (opened,) = open_due()
    return opened


def told(kind):
    rows = Notification.objects.filter(kind=f"registry.{kind}").select_related("recipient__user")
    return {str(one.recipient) for one in rows}


def decided(review, person, outcome=LiveReviewOutcome.CONTINUE, why="It does well.", **more):
    verdict = Verdict(outcome=outcome, rationale=why, **more)
    return actions.decide_live_review(review, verdict, actor=Actor.member(person))


def test_opened_on_its_day_and_once(live, owner):
    with after(29):
        assert open_due() == []
    with after(30):
        (opened,) = open_due()
        assert open_due() == []

    assert (opened.reference, opened.round, opened.round_label) == ("LR-1", 1, "30 days")
    assert opened.due_on == opened.live_since + dt.timedelta(days=44)
    assert "Olga Owner" in told("live_review_wanted")


def test_missed_rounds_are_not_made_up_and_the_next_waits_for_its_day(
    live, owner, developer, staff
):
    with after(200):
        (opened,) = open_due()
        assert opened.round == 3
        actions.report_live_review(opened, report(), actor=Actor.member(owner))
        decided(opened, staff)
        assert open_due() == []
    with after(370):
        (later,) = open_due()
    assert (later.round, later.round_label) == (4, "12 months")


def test_nothing_is_opened_for_what_does_not_serve(live, case):
    with after(40):
        ModelVersion.objects.update(stage=VersionStage.ARCHIVED)
        assert open_due() == []
        ModelVersion.objects.update(stage=VersionStage.PRODUCTION)
        type(case).objects.filter(pk=case.pk).update(stage=Stage.SUSPENDED)
        assert open_due() == []


def test_what_serves_no_more_is_overtaken(review):
    assert not overtaken_reviews().exists()
    ModelVersion.objects.update(stage=VersionStage.ARCHIVED)
    (gone,) = overtaken_reviews()
    cancelled = actions.cancel_live_review(gone, "Gone.", actor=Actor.system("tests"))
    assert cancelled.state == LiveReviewState.CANCELLED


def test_reported_with_what_the_portal_saw(review, owner, staff):
    given = report(benefit_measured=Decimal("150000.00"))
    told_by = actions.report_live_review(review, given, actor=Actor.member(owner))

    assert told_by.state == LiveReviewState.REPORTED
    assert told_by.metrics == [METRICS[0] | {"actual": "0.9", "result": MetricResult.MET}]
    assert told_by.benefit_forecast == Decimal(FORECAST)
    assert set(told_by.facts) == set(known_facts(review, timezone.now()))
    assert told("live_review_to_decide") == {"Sam Staff"}
    with pytest.raises(InvalidTransition):
        actions.report_live_review(review, given, actor=Actor.member(owner))


def test_a_report_says_all_that_is_asked(review, owner):
    with pytest.raises(InvalidInput) as caught:
        actions.report_live_review(
            review, report(impacts=" ", feedback=""), actor=Actor.member(owner)
        )
    assert set(caught.value.errors) == {"impacts", "feedback"}
    with pytest.raises(InvalidInput) as caught:
        actions.report_live_review(review, report(readings=()), actor=Actor.member(owner))
    assert set(caught.value.errors) == {"readings"}


def test_only_who_answers_for_it_reports(review, member, developer, validator):
    for person in (member(Role.AUDITOR), validator, member()):
        with pytest.raises(NotAllowed):
            actions.report_live_review(review, report(), actor=Actor.member(person))
    reported = actions.report_live_review(review, report(), actor=Actor.member(developer))
    assert reported.reported_by == developer


def test_nobody_decides_on_their_own(review, owner, developer, staff, validator, member):
    actions.report_live_review(review, report(), actor=Actor.member(staff))
    for person in (owner, developer, staff, member(), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            decided(review, person)
    done = decided(review, validator)

    assert (done.outcome, done.decided_by) == ("continue", validator)
    assert told("live_review_settled") >= {"Olga Owner", "Dev Developer"}
    (event,) = AuditEvent.objects.filter(action="registry.live_review.decided")
    assert event.reason == "It does well."


def test_sent_back_and_reported_again(review, owner, staff):
    actions.report_live_review(review, report(), actor=Actor.member(owner))
    with pytest.raises(InvalidInput):
        actions.return_live_review(review, " ", actor=Actor.member(staff))
    back = actions.return_live_review(review, "Ask the claimants.", actor=Actor.member(staff))

    assert (back.is_open, back.returned_because) == (True, "Ask the claimants.")
    assert told("live_review_sent_back") == {"Olga Owner"}
    again = actions.report_live_review(review, report(), actor=Actor.member(owner))
    assert again.is_reported


def test_improving_takes_actions_that_somebody_owns(review, owner, staff, developer):
    actions.report_live_review(review, report(), actor=Actor.member(owner))
    with pytest.raises(InvalidInput) as caught:
        decided(review, staff, LiveReviewOutcome.IMPROVE)
    assert set(caught.value.errors) == {"actions"}
    step = LiveActionTerms("Retrain on spring data", developer, today_here())
    done = decided(review, staff, LiveReviewOutcome.IMPROVE, actions=(step,))
    (action,) = done.actions.all()

    assert told("live_action_given") == {"Dev Developer"}
    settled = actions.settle_live_action(
        action, LiveActionState.DONE, "Version 2 serves.", actor=Actor.member(developer)
    )
    assert (settled.state, settled.settled_by) == ("done", "Dev Developer")
    with pytest.raises(InvalidTransition):
        actions.settle_live_action(
            action, LiveActionState.DROPPED, "Again.", actor=Actor.member(developer)
        )
    more = actions.plan_live_action(done, step, actor=Actor.member(staff))
    assert more.position == 2


def test_actions_are_only_for_what_improves(review, owner, staff, developer):
    actions.report_live_review(review, report(), actor=Actor.member(owner))
    step = LiveActionTerms("Retrain", developer, today_here())
    with pytest.raises(InvalidInput):
        decided(review, staff, actions=(step,))
    decided(review, staff)
    with pytest.raises(InvalidTransition):
        actions.plan_live_action(review, step, actor=Actor.member(staff))


def test_to_stop_opens_a_plan_and_may_suspend_at_once(review, owner, staff, case):
    actions.report_live_review(review, report(), actor=Actor.member(owner))
    decided(review, staff, LiveReviewOutcome.STOP, "It harms people.", suspend=True)
    plan = RetirementPlan.objects.get()
    case.refresh_from_db()

    assert (plan.use_case, plan.reason) == (case, "LR-1: It harms people.")
    assert case.stage == Stage.SUSPENDED


def test_reminders_come_once_for_each_step(review, owner, staff):
    day = review.due_on
    assert messages.remind_of_review(review.pk, day - dt.timedelta(days=8)) == 0
    assert messages.remind_of_review(review.pk, day) == 1
    assert messages.remind_of_review(review.pk, day + dt.timedelta(days=1)) == 0
    late = messages.remind_of_review(review.pk, day + dt.timedelta(days=7))
    assert late == 2
    assert told("live_review_overdue") == {"Olga Owner", "Sam Staff"}


def test_it_waits_for_the_owner_and_then_for_who_decides(review, owner, staff):
    assert [list(reviews_waiting_for(one)) for one in (owner, staff)] == [[review], []]
    actions.report_live_review(review, report(), actor=Actor.member(owner))
    assert [list(reviews_waiting_for(one)) for one in (owner, staff)] == [[], [review]]


def test_deadlines_are_in_the_calendar(review, owner):
    titles = [entry.title for entry in entries_of(owner, timezone.now())]
    assert titles == ["Review fraud-scorer for UC-1 after 30 days"]


def test_reviews_stay_in_their_organization(review, organization, other_organization):
    with scope(other_organization):
        assert not LiveReview.objects.exists()
        assert open_due() == []
