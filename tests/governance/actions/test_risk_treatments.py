"""Treatments are planned, changed and settled with a note."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from governance.actions.risk_treatments import (
    TreatmentTerms,
    change_treatment,
    drop_treatment,
    finish_treatment,
)
from governance.actions.risks import close_risk
from governance.choices import TreatmentKind, TreatmentState
from tests.governance.risks import in_days, new_risk, plan

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def helper(member):
    return member(name="Hedy Helper")


@pytest.fixture
def risk(owner):
    return new_risk(owner)


@pytest.fixture
def treatment(risk, owner, helper):
    return plan(risk, helper, Actor.member(owner))


def test_who_is_given_a_treatment_hears_of_it(treatment, risk, helper):
    assert Notification.objects.get(kind="governance.treatment_given").recipient == helper
    event = AuditEvent.objects.about(risk).get(action="governance.treatment.planned")
    assert event.after["treatment"] == 1


def test_only_owner_and_staff_of_the_risk_plan(risk, helper, member):
    for actor in (Actor.member(helper), Actor.member(member(Role.EXECUTIVE))):
        with pytest.raises(NotAllowed):
            plan(risk, helper, actor)


def test_a_day_that_is_past_is_no_plan(risk, owner, helper):
    with pytest.raises(InvalidInput):
        plan(risk, helper, Actor.member(owner), due_on=in_days(-1))


def test_done_needs_a_note_and_is_final(treatment, helper, owner):
    actor = Actor.member(helper)
    with pytest.raises(InvalidInput):
        finish_treatment(treatment, " ", actor=actor)
    done = finish_treatment(treatment, "Two errors less a week.", actor=actor)
    assert (done.state, done.settled_by) == (TreatmentState.DONE, "Hedy Helper")
    with pytest.raises(InvalidTransition):
        drop_treatment(treatment, "No.", actor=Actor.member(owner))
    with pytest.raises(InvalidTransition):
        change_treatment(treatment, _terms(owner), actor=Actor.member(owner))


def test_others_do_not_settle_it(treatment, member):
    with pytest.raises(NotAllowed):
        finish_treatment(treatment, "Done.", actor=Actor.member(member(Role.REVIEWER)))


def test_a_change_tells_a_new_owner_only(treatment, owner, helper, risk):
    actor = Actor.member(owner)
    change_treatment(treatment, _terms(helper, text="Better."), actor=actor)
    assert Notification.objects.filter(kind="governance.treatment_given").count() == 1
    change_treatment(treatment, _terms(owner), actor=Actor.member(owner))
    treatment.refresh_from_db()
    assert (treatment.owner, treatment.kind) == (owner, TreatmentKind.AVOID)
    changed = AuditEvent.objects.about(risk).filter(action="governance.treatment.changed")
    assert changed.count() == 2


def test_nothing_is_planned_for_a_closed_risk(risk, treatment, owner, member):
    close_risk(risk, "Gone.", actor=Actor.member(member(Role.COE_STAFF)))
    with pytest.raises(InvalidTransition):
        plan(risk, owner, Actor.member(owner))
    with pytest.raises(InvalidTransition):
        finish_treatment(treatment, "Done.", actor=Actor.member(owner))


def _terms(owner, **fields):
    values = {"kind": TreatmentKind.AVOID, "text": "Leave it out.", "due_on": in_days(9), **fields}
    return TreatmentTerms(owner=owner, **values)
