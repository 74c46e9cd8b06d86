"""The end of a use case: planned, settled step by step, gated; and what ends with it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.gates.registry import unmet
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from intake.actions.lifecycle import move_stage
from intake.choices import Gate, Stage
from intake.models.use_cases import UseCase
from registry.actions.aliases import set_alias
from registry.actions.operations import DeploymentTerms, deploy_version
from registry.actions.registration import link_use_case
from registry.actions.retirement import (
    PlanTerms,
    Settlement,
    cancel_plan,
    change_plan,
    plan_retirement,
    reopen_step,
    settle_step,
)
from registry.actions.retiring import retire_model, revive_model
from registry.choices import Disposal, Environment, RetirementState, RetirementStep, VersionStage
from registry.messages.retirement import remind_of_plan
from registry.models.models import Deployment
from registry.models.monitoring import DriftReview, Monitor
from registry.models.retirement import RetirementPlan
from tests.governance.conftest import new_case
from tests.registry.golive import go_live, packed
from tests.registry.models import new_model
from tests.registry.monitoring import check, watch_drift

ACCESS, EVIDENCE = RetirementStep.ACCESS, RetirementStep.EVIDENCE
SUCCESSOR, DATA = RetirementStep.SUCCESSOR, RetirementStep.DATA
PAPER = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def live(version):
    return go_live(version, Stage.SUSPENDED)


@pytest.fixture
def plan(live, case, owner):
    case.refresh_from_db()
    terms = PlanTerms("Replaced by the new desk.", today_here() + dt.timedelta(days=30))
    return plan_retirement(case, terms, actor=Actor.member(owner))


def settle(plan, step, person, note="Done.", **more):
    return settle_step(plan, step, Settlement(note=note, **more), actor=Actor.member(person))


def settle_all(plan, person):
    settle(plan, ACCESS, person, end_running=True)
    packed(plan.use_case)
    settle(plan, EVIDENCE, person)
    settle(plan, SUCCESSOR, person)
    settle(plan, DATA, person, disposal=Disposal.NONE)


def missing(case, gate="ending"):
    return [one.code.removeprefix("registry.retirement_") for one in unmet(gate, case)]


def test_one_plan_at_a_time_and_its_people_are_told(plan, case, owner, staff):
    told = Notification.objects.filter(kind="registry.retirement_opened")
    assert {str(one.recipient) for one in told} == {"Bea Business"}
    assert [step.step for step in plan.steps.all()] == list(RetirementStep.values)
    with pytest.raises(InvalidTransition):
        plan_retirement(case, PlanTerms("Again.", today_here()), actor=Actor.member(staff))


def test_only_the_people_of_the_case_and_staff_plan(live, case, member, developer):
    for person in (member(), developer, member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            plan_retirement(case, PlanTerms("No.", today_here()), actor=Actor.member(person))


def test_the_gate_names_what_is_missing(live, case, owner, staff):
    assert missing(case) == ["plan"]
    terms = PlanTerms("Over.", today_here())
    plan = plan_retirement(case, terms, actor=Actor.member(owner))
    assert missing(case) == ["access", "evidence", "successor", "data"]
    asked = {one.code for one in unmet(Gate.RETIRED.value, case)}
    assert {"registry.retirement_access", "governance.approval"} <= asked
    settle_all(plan, owner)
    assert missing(case) == []


def test_access_is_not_revoked_while_it_runs(plan, live, owner):
    terms = DeploymentTerms(environment=Environment.STAGING, target="eu-west")
    deploy_version(live, terms, actor=Actor.system("tests"))
    with pytest.raises(RuleViolation, match="eu-west"):
        settle(plan, ACCESS, owner)
    task = settle(plan, ACCESS, owner, "Keys are revoked.", end_running=True)

    assert not Deployment.objects.running().exists()
    assert (task.done_by, task.note) == (owner, "Keys are revoked.")
    assert "eu-west" in task.shown_by


def test_evidence_is_an_audit_pdf_made_since(plan, case, owner):
    with pytest.raises(RuleViolation, match="audit PDF"):
        settle(plan, EVIDENCE, owner)
    job = packed(case)
    task = settle(plan, EVIDENCE, owner, "In the archive until 2036.")
    assert (task.digest, task.shown_by.split()[0]) == ("ab" * 32, job.reference)


def test_a_successor_is_another_use_case(plan, case, owner, staff):
    with pytest.raises(InvalidInput):
        settle(plan, SUCCESSOR, owner, successor=case)
    other = new_case(staff, title="The new desk")
    settle(plan, SUCCESSOR, owner, successor=other)
    plan.refresh_from_db()
    assert plan.successor == other


def test_data_needs_a_proof_where_it_was_destroyed(plan, owner):
    with pytest.raises(InvalidInput) as caught:
        settle(plan, DATA, owner)
    assert list(caught.value.errors) == ["disposal"]
    with pytest.raises(InvalidInput) as caught:
        settle(plan, DATA, owner, disposal=Disposal.DESTROYED)
    assert list(caught.value.errors) == ["file"]
    file = ContentFile(PAPER, name="certificate.pdf")
    task = settle(plan, DATA, owner, disposal=Disposal.DESTROYED, file=file)
    assert (task.attachment.name, task.digest) == ("certificate.pdf", task.attachment.sha256)


def test_a_step_is_opened_again_with_a_reason(plan, owner):
    settle(plan, SUCCESSOR, owner, "Nobody.")
    with pytest.raises(InvalidTransition):
        settle(plan, SUCCESSOR, owner)
    task = reopen_step(plan, SUCCESSOR, "There is one.", actor=Actor.member(owner))
    assert (task.is_done, task.note) == (False, "")
    (event,) = AuditEvent.objects.filter(action="registry.retirement.step_reopened")
    assert event.before["note"] == "Nobody."


def test_changed_and_cancelled(plan, owner, case):
    later = PlanTerms("Replaced.", today_here() + dt.timedelta(days=90))
    assert change_plan(plan, later, actor=Actor.member(owner)).wanted_on == later.wanted_on
    past = PlanTerms("Replaced.", today_here() - dt.timedelta(days=1))
    with pytest.raises(InvalidInput):
        change_plan(plan, past, actor=Actor.member(owner))
    assert cancel_plan(plan, "It stays.", actor=Actor.member(owner)).state == "cancelled"
    with pytest.raises(InvalidTransition):
        settle(plan, SUCCESSOR, owner)
    assert missing(case) == ["plan"]


def test_a_suspended_case_is_not_retired_without(plan, case, owner, staff):
    with pytest.raises(RuleViolation):
        move_stage(case, to=Stage.RETIRED, actor=Actor.member(staff), reason="Over.")
    settle_all(plan, owner)
    move_stage(case, to=Stage.RETIRED, actor=Actor.member(staff), reason="Over.")
    plan.refresh_from_db()
    assert (plan.state, plan.is_open) == (RetirementState.COMPLETED, False)


def test_what_served_only_it_ends_with_the_case(plan, live, model, case, owner, staff):
    set_alias(live, "blue", actor=Actor.member(owner))
    check(watch_drift(live))
    shared = new_model(owner, name="shared", use_case=case.reference)
    link_use_case(shared, new_case(staff).reference, actor=Actor.member(owner))
    settle_all(plan, owner)
    move_stage(case, to=Stage.RETIRED, actor=Actor.member(staff), reason="Over.")
    for row in (live, model, shared):
        row.refresh_from_db()

    assert (live.stage, model.aliases.count()) == (VersionStage.ARCHIVED, 0)
    assert model.retired_at is not None
    assert shared.retired_at is None
    assert list(Monitor.objects.values_list("is_active", flat=True)) == [False]
    assert DriftReview.objects.get().outcome == "retire"


def test_a_model_of_a_live_case_is_not_retired(version, model, owner, staff, case):
    go_live(version)
    with pytest.raises(RuleViolation, match=case.reference):
        retire_model(model, "Old.", actor=Actor.member(owner))
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.REJECTED)
    with pytest.raises(InvalidInput):
        retire_model(model, "  ", actor=Actor.member(owner))
    retired = retire_model(model, "Old.", actor=Actor.member(owner))
    version.refresh_from_db()
    assert (retired.retired_at is None, version.stage) == (False, "archived")
    (event,) = AuditEvent.objects.filter(action="registry.model.retired")
    assert event.after == {"versions": 1, "aliases": 0, "deployments": 0, "monitors": 0}
    revived = revive_model(model, "Needed again.", actor=Actor.member(staff))
    assert revived.retired_at is None


def test_only_the_owner_and_staff_retire_a_model(model, developer, member):
    for person in (developer, member(Role.REVIEWER), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            retire_model(model, "Old.", actor=Actor.member(person))


def test_reminded_of_what_is_open(plan, owner):
    assert remind_of_plan(plan.pk, plan.wanted_on - dt.timedelta(days=20)) == 0
    told = remind_of_plan(plan.pk, plan.wanted_on)
    assert told == 2
    assert remind_of_plan(plan.pk, plan.wanted_on) == 0


def test_plans_stay_in_their_organization(plan, other_organization):
    with scope(other_organization):
        assert not RetirementPlan.objects.exists()
