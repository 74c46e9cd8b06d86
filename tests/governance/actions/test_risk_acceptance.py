"""Accepted by somebody entitled, for a time; two at once, one of them."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.risk_acceptance import (
    AcceptanceTerms,
    accept_risk,
    lapse_acceptance,
    withdraw_acceptance,
)
from governance.actions.risks import Ratings, assess_risk, close_risk
from governance.choices import AcceptanceEnd, RiskState
from governance.models.risks import Risk, RiskAcceptance
from governance.tasks.risks import check_all_risks, check_risks
from tests.governance.conftest import OPERATOR
from tests.governance.risks import accept, in_days, new_risk, plan


@pytest.fixture
def staff(member):
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


@pytest.fixture
def executive(member):
    return Actor.member(member(Role.EXECUTIVE, name="Eva Executive"))


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def risk(in_scope, owner):
    return new_risk(owner)


def test_somebody_entitled_accepts_and_the_owner_hears(risk, owner, staff):
    acceptance = accept(risk, staff)
    risk.refresh_from_db()
    assert (risk.state, acceptance.score) == (RiskState.ACCEPTED, 9)
    assert Notification.objects.get(kind="governance.risk_accepted").recipient == owner
    event = AuditEvent.objects.about(risk).get(action="governance.risk.accepted")
    assert (event.reason, event.after["band"]) == ("Worth it.", "medium")


@pytest.mark.parametrize(
    ("size", "may"),
    [((3, 3), {Role.ORG_ADMIN, Role.COE_STAFF, Role.EXECUTIVE}), ((2, 5), {Role.EXECUTIVE})],
)
def test_the_band_says_whose_word_counts(size, may, in_scope, owner, member):
    likelihood, impact = size
    accepted = set()
    for role in Role:
        risk = new_risk(owner, likelihood=likelihood, impact=impact)
        try:
            accept(risk, Actor.member(member(role)))
        except NotAllowed:
            continue
        accepted.add(role)
    assert accepted == may


def test_nobody_accepts_their_own_risk(in_scope, executive):
    risk = new_risk(executive.membership)
    with pytest.raises(NotAllowed):
        accept(risk, executive)
    assert not RiskAcceptance.objects.exists()


@pytest.mark.parametrize(
    ("field", "reason", "days"),
    [("reason", " ", 9), ("expires_on", "Yes.", 0), ("expires_on", "Yes.", 400)],
)
def test_an_acceptance_has_a_reason_and_an_end(field, reason, days, risk, staff):
    with pytest.raises(InvalidInput) as refused:
        accept_risk(risk, AcceptanceTerms(reason, in_days(days)), actor=staff)
    assert set(refused.value.errors) == {field}


def test_it_is_accepted_once(risk, staff, executive):
    accept(risk, staff)
    with pytest.raises(InvalidTransition):
        accept(risk, executive)
    assert RiskAcceptance.objects.running().count() == 1


def test_withdrawing_opens_it_again(risk, owner, staff, executive):
    accept(risk, staff)
    withdraw_acceptance(risk, "New facts.", actor=executive)
    risk.refresh_from_db()
    ended = risk.acceptances.get()
    assert (risk.state, ended.end) == (RiskState.OPEN, AcceptanceEnd.WITHDRAWN)
    told = Notification.objects.filter(kind="governance.acceptance_over")
    assert {row.recipient for row in told} == {owner, staff.membership}
    with pytest.raises(InvalidTransition):
        withdraw_acceptance(risk, "Again.", actor=executive)


def test_an_acceptance_ends_when_the_risk_grows_only(risk, owner, staff):
    accept(risk, staff)
    assess_risk(risk, Ratings(inherent_likelihood=3, inherent_impact=2), actor=staff)
    risk.refresh_from_db()
    assert risk.state == RiskState.ACCEPTED
    worse = Ratings(inherent_likelihood=4, inherent_impact=4, reason="Seen twice.")
    assess_risk(risk, worse, actor=Actor.member(owner))
    risk.refresh_from_db()
    assert (risk.state, risk.acceptances.get().end) == (RiskState.OPEN, AcceptanceEnd.WORSE)


def test_it_lapses_after_its_last_day_and_both_are_told_once(risk, owner, staff, organization):
    accept(risk, staff, days=10)
    noon = timezone.now().replace(hour=12)
    with time_machine.travel(noon + dt.timedelta(days=10), tick=False):
        assert lapse_acceptance(risk, actor=OPERATOR) is False
    with time_machine.travel(noon + dt.timedelta(days=16), tick=False):  # five days missed
        check_all_risks()
        check_risks.run(organization_id=organization.pk)
    risk.refresh_from_db()
    assert (risk.state, risk.acceptances.get().end) == (RiskState.OPEN, AcceptanceEnd.LAPSED)
    told = Notification.objects.filter(kind="governance.acceptance_over")
    assert sorted(str(row.recipient) for row in told) == ["Olga Owner", "Sam Staff"]
    ended = AuditEvent.objects.about(risk).filter(action="governance.risk.acceptance_ended")
    assert ended.count() == 1


def test_each_date_is_mentioned_on_its_days_however_often_the_clock_strikes(
    risk, owner, staff, member, organization
):
    helper = member(name="Hedy Helper")
    plan(risk, helper, staff, due_on=in_days(20))
    accept(risk, staff, days=40)
    noon = timezone.now().replace(hour=12)
    for day in range(36):
        with time_machine.travel(noon + dt.timedelta(days=day), tick=False):
            check_risks.run(organization_id=organization.pk)
            check_risks.run(organization_id=organization.pk)
    keys = {}
    for row in Notification.objects.exclude(key=""):
        keys.setdefault(row.key.rpartition(":")[2], []).append((row.kind, str(row.recipient)))
    due, ends = "governance.treatment_due", "governance.acceptance_ends"
    assert {step: sorted(rows) for step, rows in keys.items()} == {
        "30": sorted([(ends, "Olga Owner"), (ends, "Sam Staff"), (due, "Hedy Helper")]),
        "7": sorted([(ends, "Olga Owner"), (ends, "Sam Staff"), (due, "Hedy Helper")]),
        "1": [(due, "Hedy Helper")],
        "0": sorted([(due, "Hedy Helper"), (due, "Olga Owner")]),
        "late-1": sorted([(due, "Hedy Helper"), (due, "Olga Owner")]),
        "late-2": sorted([(due, "Hedy Helper"), (due, "Olga Owner")]),
    }


def test_another_organization_hears_nothing(risk, staff, other_organization):
    accept(risk, staff, days=3)
    with time_machine.travel(timezone.now() + dt.timedelta(days=9), tick=False):
        check_risks.run(organization_id=other_organization.pk)
    risk.refresh_from_db()
    assert risk.state == RiskState.ACCEPTED


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does(organization, member):
    people = [Actor.member(member(Role.EXECUTIVE)) for _n in range(2)]
    with scope(organization):
        risk = new_risk(member(name="Olga Owner"))
    start = Barrier(2)

    def run(actor: Actor) -> str:
        start.wait(timeout=30)
        try:
            with scope(organization):
                accept(risk, actor)
        except InvalidTransition:
            return "refused"
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = sorted(done.result() for done in [pool.submit(run, one) for one in people])
    assert outcomes == ["accepted", "refused"]
    with scope(organization):
        assert Risk.objects.get().acceptances.running().count() == 1
        assert AuditEvent.objects.filter(action="governance.risk.accepted").count() == 1


def test_nobody_accepts_or_closes_at_a_size_that_they_gave(in_scope, owner, staff, member):
    risk = new_risk(owner, likelihood=4, impact=4)
    assess_risk(risk, Ratings(inherent_likelihood=2, inherent_impact=2), actor=staff)
    for judge in (accept, lambda one, actor: close_risk(one, "Gone.", actor=actor)):
        with pytest.raises(NotAllowed):
            judge(risk, staff)
    accept(risk, Actor.member(member(Role.COE_STAFF, name="Somebody Else")))


def test_its_owner_does_not_make_a_severe_risk_small(in_scope, owner):
    risk = new_risk(owner, likelihood=5, impact=5)
    with pytest.raises(NotAllowed):
        assess_risk(
            risk, Ratings(inherent_likelihood=1, inherent_impact=5), actor=Actor.member(owner)
        )
    still_high = Ratings(inherent_likelihood=3, inherent_impact=4)
    assert assess_risk(risk, still_high, actor=Actor.member(owner)).current.score == 12
