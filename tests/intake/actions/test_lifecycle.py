from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from intake.actions import lifecycle, people
from intake.choices import AssignmentKind, Stage
from intake.events import StageChanged
from intake.models import StageChange, UseCase


def move(case, to, actor, reason="Decided."):
    return lifecycle.move_stage(case, to=to, actor=actor, reason=reason)


def test_a_move_is_written_recorded_published_and_told(submit, actor, member, published):
    case = submit().use_case
    owner = member()
    UseCase.objects.filter(pk=case.pk).update(owner=owner)

    moved = move(case, Stage.DISCOVERY, actor, "Decision D-1")

    assert UseCase.objects.get(pk=case.pk).stage == moved.stage == Stage.DISCOVERY
    change = StageChange.objects.get()
    assert (change.from_stage, change.to_stage, change.reason) == (
        "intake",
        "discovery",
        "Decision D-1",
    )
    event = AuditEvent.objects.get(action="intake.use_case.moved")
    assert (event.before, event.after) == ({"stage": "intake"}, {"stage": "discovery"})
    assert published[-1:] == [StageChanged(case.pk, "intake", "discovery")]
    assert owner.notifications.filter(kind="intake.stage_moved").count() == 1


def test_the_table_refuses_what_it_does_not_have(submit, actor):
    case = submit().use_case

    with pytest.raises(InvalidTransition):
        move(case, Stage.PRODUCTION, actor)

    assert not StageChange.objects.exists()


def test_a_case_that_is_not_submitted_stays_in_intake(register, actor):
    with pytest.raises(RuleViolation) as refusal:
        move(register(), Stage.DISCOVERY, actor)

    assert [item.code for item in refusal.value.context["unmet"]] == ["intake.answers_complete"]


def test_three_named_people_open_the_way_to_the_proof_of_concept(submit, actor, member):
    case = move(submit().use_case, Stage.DISCOVERY, actor)
    with pytest.raises(RuleViolation) as refusal:
        move(case, Stage.POC, actor)
    assert [item.code for item in refusal.value.context["unmet"]] == ["intake.people_named"]

    for kind in AssignmentKind:
        people.assign(case, kind, member(), actor=actor)

    assert move(case, Stage.POC, actor).stage == Stage.POC


def test_an_open_legal_question_keeps_a_case_from_being_built(submit, actor, member):
    named = {kind.value: member().pk for kind in AssignmentKind}
    case = move(submit(p_manipulation="unsure", **named).use_case, Stage.DISCOVERY, actor)

    with pytest.raises(RuleViolation) as refusal:
        move(case, Stage.POC, actor)

    assert [item.code for item in refusal.value.context["unmet"]] == ["intake.law_settled"]


def test_rest_gives_back_the_stage_before_and_no_more(submit, actor):
    case = move(submit().use_case, Stage.DISCOVERY, actor)
    resting = move(move(case, Stage.ON_HOLD, actor), Stage.WITHDRAWN, actor)
    again = move(move(resting, Stage.INTAKE, actor), Stage.ON_HOLD, actor)

    with pytest.raises(InvalidTransition):
        move(again, Stage.PILOT, actor)

    assert move(again, Stage.INTAKE, actor).stage == Stage.INTAKE


def test_an_owner_may_withdraw_but_not_move(register, member):
    owner = member()
    case = register(owner=owner)

    with pytest.raises(NotAllowed):
        lifecycle.request_move(case, to=Stage.ON_HOLD, actor=Actor.member(owner), reason="Later")
    moved = lifecycle.request_move(
        case, to=Stage.WITHDRAWN, actor=Actor.member(owner), reason="Not needed any more"
    )

    assert moved.stage == Stage.WITHDRAWN


def test_a_person_says_why(register, actor):
    with pytest.raises(RuleViolation):
        lifecycle.request_move(register(), to=Stage.ON_HOLD, actor=actor, reason=" ")
