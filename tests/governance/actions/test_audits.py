"""Audits from the plan to the close: who may, what must be there, what is told."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions.audit_fieldwork import (
    Observed,
    begin_fieldwork,
    close_audit,
    finish_fieldwork,
    resume_fieldwork,
    save_item,
)
from governance.actions.audit_planning import (
    AuditTerms,
    NewAudit,
    PlanTerms,
    cancel_audit,
    cancel_planned,
    change_audit,
    change_audit_plan,
    plan_after_change,
    plan_audit,
    plan_by_interval,
)
from governance.choices import AuditKind, AuditState, ItemResult
from governance.models.audits import Audit
from governance.queries.audits import audit_plan, cases_to_plan
from intake.choices import AssignmentKind, Stage
from intake.models.use_cases import Assignment
from tests.governance.audits import (
    OPERATOR,
    ad_hoc,
    begun,
    finish,
    gap,
    gates,
    give,
    live_case,
    observe,
)
from tests.governance.conftest import make_assessment, new_case


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(in_scope, member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def auditor(in_scope, member):
    return member(Role.REVIEWER, name="Ada Auditor")


@pytest.fixture
def case(owner):
    return live_case(owner)


def actions_on(subject):
    return [event.action for event in AuditEvent.objects.about(subject).order_by("sequence")]


def terms(**fields):
    names = PlanTerms.__dataclass_fields__
    return PlanTerms(**{**{name: getattr(audit_plan(), name) for name in names}, **fields})


# Planning


def test_the_checklist_is_made_of_the_controls_up_to_the_stage(case, staff, auditor):
    audit = begun(case, staff, auditor)

    assert list(audit.items.values_list("position", "control", "gate")) == [
        (1, "discovery-control", "discovery"),
        (2, "production-control", "production"),
    ]
    assert audit.assessment == case.current_assessment


def test_nobody_of_the_case_audits_it(case, owner, staff, member):
    builder = member(name="Bob Builder")
    Assignment.objects.create(use_case=case, kind=AssignmentKind.TECH_LEAD, member=builder)

    for person in (owner, builder, member(Role.AUDITOR)):
        with pytest.raises(InvalidInput):
            ad_hoc(case, staff, person)
    assert not Audit.objects.exists()


def test_who_joins_the_case_later_cannot_go_on_auditing_it(case, staff, auditor):
    audit = ad_hoc(case, staff, auditor)
    Assignment.objects.create(use_case=case, kind=AssignmentKind.SPONSOR, member=auditor)

    with pytest.raises(NotAllowed):
        begin_fieldwork(audit, actor=Actor.member(auditor))


def test_only_staff_plans(case, auditor):
    with pytest.raises(NotAllowed):
        ad_hoc(case, auditor)


@pytest.mark.parametrize("about", ["", "UC-9", "R-1", "nonsense"])
def test_what_does_not_exist_is_not_audited(case, staff, about):
    new = NewAudit(due_on=today_here(), about=about, reason="Why not.")

    with pytest.raises(InvalidInput):
        plan_audit(new, actor=Actor.member(staff))


def test_a_case_of_another_organization_is_not_audited(
    case, staff, member, organization, other_organization
):
    stranger = member(organization=other_organization)
    with scope(other_organization):
        for _n in range(3):
            foreign = live_case(stranger)
    with scope(organization):
        new = NewAudit(due_on=today_here(), about=foreign.reference, reason="Why not.")
        with pytest.raises(InvalidInput):
            plan_audit(new, actor=Actor.member(staff))


def test_the_clock_plans_one_audit_by_the_tier(case, owner):
    low = live_case(owner, tier="low")
    new_case(owner)

    assert set(cases_to_plan()) == {case.pk, low.pk}
    first, second = (plan_by_interval(one, actor=OPERATOR) for one in (case, low))
    assert plan_by_interval(case, actor=OPERATOR) is None
    assert list(cases_to_plan()) == []
    assert (first.due_on - today_here()).days in range(178, 186)
    assert (second.due_on - today_here()).days in range(364, 367)
    assert actions_on(case)[-1] == "governance.audit.planned"


def test_new_intervals_move_what_is_planned_but_not_what_was_moved_by_hand(case, owner, staff):
    other = live_case(owner)
    planned, moved = (plan_by_interval(one, actor=OPERATOR) for one in (case, other))
    by_hand = today_here() + dt.timedelta(days=70)
    change_audit(moved, AuditTerms(by_hand), actor=Actor.member(staff))
    change_audit_plan(terms(high_months=3), actor=Actor.member(staff))

    assert list(cases_to_plan()) == [case.pk]
    assert plan_by_interval(case, actor=OPERATOR).due_on < planned.due_on
    assert plan_by_interval(other, actor=OPERATOR) is None
    assert Audit.objects.get(pk=moved.pk).due_on == by_hand
    assert list(cases_to_plan()) == []


def test_the_next_audit_counts_from_the_last_one(case, staff, auditor):
    first = plan_by_interval(case, actor=OPERATOR)
    finish(begin_fieldwork(give(first, auditor), actor=Actor.member(auditor)))

    second = plan_by_interval(case, actor=OPERATOR)
    assert second.pk != first.pk
    assert second.wanted_on == first.wanted_on


def test_only_staff_changes_the_plan(auditor):
    with pytest.raises(NotAllowed):
        change_audit_plan(terms(high_months=1), actor=Actor.member(auditor))


def test_a_live_case_that_changes_is_audited_once(case, owner):
    changed = make_assessment(case, tier="high", submitted_by=owner)
    audit = plan_after_change(changed, actor=OPERATOR)
    again = make_assessment(case, tier="high", submitted_by=owner)

    assert audit.kind == AuditKind.CHANGE
    assert plan_after_change(again, actor=OPERATOR) is None


def test_a_case_that_does_not_run_is_not_audited_for_a_change(owner):
    case = new_case(owner)

    assert plan_after_change(case.current_assessment, actor=OPERATOR) is None


def test_the_plan_can_leave_changes_out(case, staff):
    change_audit_plan(terms(after_change=False), actor=Actor.member(staff))

    assert plan_after_change(case.current_assessment, actor=OPERATOR) is None


def test_what_is_planned_ends_with_the_case(case, staff, auditor):
    planned = ad_hoc(case, staff, auditor)
    running = begun(case, staff, auditor)

    assert cancel_planned(case, "The use case is retired.", actor=OPERATOR) == 1
    assert Audit.objects.get(pk=planned.pk).state == AuditState.CANCELLED
    assert Audit.objects.get(pk=running.pk).state == AuditState.FIELDWORK


def test_an_audit_with_findings_is_not_cancelled(case, staff, owner, auditor):
    audit = begun(case, staff, auditor)
    gap(audit, owner)

    with pytest.raises(InvalidTransition):
        cancel_audit(audit, "No time.", actor=Actor.member(staff))


def test_a_begun_audit_keeps_an_auditor(case, staff, auditor):
    audit = begun(case, staff, auditor)

    with pytest.raises(InvalidInput):
        change_audit(audit, AuditTerms(audit.due_on), actor=Actor.member(staff))


# Fieldwork


def test_only_the_auditor_does_the_fieldwork(case, staff, owner, auditor):
    audit = ad_hoc(case, staff, auditor)
    for person in (staff, owner):
        with pytest.raises(NotAllowed):
            begin_fieldwork(audit, actor=Actor.member(person))
    begin_fieldwork(audit, actor=Actor.member(auditor))
    with pytest.raises(NotAllowed):
        save_item(audit.items.first(), Observed("conforms"), actor=Actor.member(staff))

    told = Notification.objects.filter(kind="governance.audit_has_begun")
    assert [row.recipient for row in told] == [owner]


def test_the_same_words_again_are_not_recorded_twice(case, staff, auditor):
    audit = begun(case, staff, auditor)
    for _n in range(2):
        save_item(audit.items.first(), Observed("conforms", "Seen."), actor=Actor.member(auditor))

    assert actions_on(audit).count("governance.audit.item_saved") == 1


def test_a_result_is_one_of_five(case, staff, auditor):
    audit = begun(case, staff, auditor)

    with pytest.raises(InvalidInput):
        save_item(audit.items.first(), Observed("fine"), actor=Actor.member(auditor))


def test_an_audit_closes_when_all_lines_have_results_and_gaps_findings(case, staff, owner, auditor):
    actor = Actor.member(auditor)
    audit = begun(case, staff, auditor)
    with pytest.raises(RuleViolation, match="1, 2"):
        finish_fieldwork(audit, actor=actor)
    save_item(audit.items.get(position=1), Observed(ItemResult.MAJOR), actor=actor)
    observe(audit)
    with pytest.raises(RuleViolation, match="finding"):
        finish_fieldwork(audit, actor=actor)
    gap(audit, owner)
    with pytest.raises(InvalidTransition):
        close_audit(audit, "Done.", actor=actor)
    finish_fieldwork(audit, actor=actor)
    with pytest.raises(InvalidInput):
        close_audit(audit, " ", actor=actor)
    audit = close_audit(audit, "One gap.", actor=actor)

    assert audit.state == AuditState.CLOSED
    event = AuditEvent.objects.about(audit).latest("sequence")
    assert event.after["results"]["conforms"] == 1
    assert len(event.after["findings"]) == 1


def test_the_checklist_is_still_during_reporting(case, staff, auditor):
    actor = Actor.member(auditor)
    audit = begun(case, staff, auditor)
    observe(audit)
    finish_fieldwork(audit, actor=actor)
    item = audit.items.first()
    with pytest.raises(InvalidTransition):
        save_item(item, Observed(""), actor=actor)
    resume_fieldwork(audit, actor=actor)

    assert save_item(item, Observed("not_tested"), actor=actor).result == "not_tested"


def test_a_suspended_case_is_tested_on_all_but_the_end(owner, staff, auditor):
    case = live_case(owner, stage=Stage.SUSPENDED, gates=gates("poc", "monitoring", "retired"))

    audit = begun(case, staff, auditor)
    assert list(audit.items.values_list("gate", flat=True)) == ["poc", "monitoring"]
