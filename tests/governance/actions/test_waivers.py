"""Waivers: asked, accepted by somebody entitled, in force for a time, and the gate."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.gates.registry import unmet
from governance.actions.controls import NewControl, create_control, link_control
from governance.actions.coverage import recount
from governance.actions.validity import publish_terms
from governance.actions.waivers import (
    expire_waiver,
    refuse_waiver,
    revoke_waiver,
    settle_waiver,
    withdraw_waiver,
)
from governance.choices import ControlScope, Standing, WaiverState
from governance.logic.validity import DEFAULT_TERMS, TierTerms
from governance.models.controls import Control
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import Requirement
from governance.queries.compliance import case_compliance
from governance.queries.waivers import exceptions_from, waivers_in_force
from governance.tasks.waivers import check_waivers
from tests.governance.compliance import own_framework
from tests.governance.conftest import OPERATOR
from tests.governance.policies import policy_in_force
from tests.governance.waivers import ask, controlled_case, grant

DAYS = 60


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def head(member):
    """An executive: who accepts the risks of high-risk cases, as shipped."""
    return member(Role.EXECUTIVE, name="Eva Executive")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def case(owner):
    return controlled_case(owner)


@pytest.fixture
def waiver(case, owner, head):
    return grant(ask(case, owner, days=DAYS), head)


def closed(case, gate="discovery") -> bool:
    return "governance.controls_waived" in [one.code for one in unmet(gate, case)]


def days_on(days: int):
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


def told(member, kind: str) -> int:
    return member.notifications.filter(kind=f"governance.{kind}").count()


def test_a_request_closes_the_gate_until_somebody_accepts(case, owner, head, staff):
    assert not closed(case)
    asked = ask(case, owner)
    assert closed(case)
    assert (told(head, "waiver_to_decide"), told(staff, "waiver_to_decide")) == (1, 0)
    granted = grant(asked, head)
    assert not closed(case)
    assert waivers_in_force(case) == {"logging": granted}
    assert told(owner, "waiver_answered") == 1


def test_a_waiver_of_a_later_gate_leaves_the_earlier_open(case, owner):
    ask(case, owner, control="bias-test")
    assert (closed(case), closed(case, "pilot")) == (False, True)


def test_a_refused_waiver_keeps_the_gate_closed_until_the_control_is_there(
    case, owner, head, staff
):
    refused = refuse_waiver(ask(case, owner), "Too risky.", actor=Actor.member(head))
    assert closed(case)
    settled = settle_waiver(refused, "Seen in the log.", actor=Actor.member(staff))
    assert (settled.state, closed(case)) == (WaiverState.SETTLED, False)


def test_the_terms_of_the_tier_say_who_accepts(case, owner, staff):
    asked = ask(case, owner)
    with pytest.raises(NotAllowed):
        grant(asked, staff)
    row = DEFAULT_TERMS["high"]
    allowed = TierTerms(
        row.valid_months, row.renewal_days, row.waiver_days, frozenset({"coe_staff"})
    )
    publish_terms({**DEFAULT_TERMS, "high": allowed}, actor=OPERATOR)
    assert grant(asked, staff).state == WaiverState.GRANTED


def test_nobody_accepts_what_they_asked_for_nor_of_their_own_case(case, owner, head, member):
    by_head = member(Role.EXECUTIVE, Role.COE_STAFF, name="Both")
    asked = ask(case, by_head)
    with pytest.raises(NotAllowed):
        grant(asked, by_head)
    owner.roles = [Role.EXECUTIVE]
    owner.save()
    with pytest.raises(NotAllowed):
        grant(asked, owner)
    assert grant(asked, head).decided_by == head


def test_a_stranger_asks_for_nothing(case, member):
    with pytest.raises(NotAllowed):
        ask(case, member())


def test_only_what_the_case_needs_is_waived_and_once(case, owner):
    with pytest.raises(InvalidInput):
        ask(case, owner, control="no-such-control")
    ask(case, owner)
    with pytest.raises(InvalidInput):
        ask(case, owner)


@pytest.mark.parametrize("fields", [{"reason": " "}, {"measures": ""}, {"days": 0}, {"days": 91}])
def test_a_request_is_complete_and_within_the_days_of_the_tier(case, owner, fields):
    with pytest.raises(InvalidInput):
        ask(case, owner, **fields)


def test_it_is_decided_once(waiver, head):
    with pytest.raises(InvalidTransition):
        grant(waiver, head)
    with pytest.raises(InvalidTransition):
        refuse_waiver(waiver, "After all.", actor=Actor.member(head))


def test_a_request_can_be_taken_back_by_who_asked(case, owner, head):
    asked = ask(case, owner)
    with pytest.raises(NotAllowed):
        withdraw_waiver(asked, "", actor=Actor.member(head))
    withdraw_waiver(asked, "", actor=Actor.member(owner))
    assert not closed(case)


def test_a_revoked_waiver_closes_the_gate_at_once(case, waiver, owner, head):
    revoke_waiver(waiver, "New facts.", actor=Actor.member(head))
    assert closed(case)
    assert told(owner, "waiver_over") == 1
    assert waivers_in_force(case) == {}


def test_an_expired_waiver_closes_the_gate_once_and_everyone_is_told(
    organization, case, waiver, owner, head, staff
):
    with days_on(DAYS):
        assert check_waivers(organization_id=organization.pk) == 0
        assert not closed(case)
    with days_on(DAYS + 1):
        assert closed(case)
        assert check_waivers(organization_id=organization.pk) == 1
        assert check_waivers(organization_id=organization.pk) == 0
        assert not expire_waiver(waiver, actor=OPERATOR)
        assert closed(case)
    for person in (owner, head, staff):
        assert told(person, "waiver_over") == 1
    assert AuditEvent.objects.filter(action="governance.waiver.expired").count() == 1


def test_an_expired_waiver_is_asked_for_anew(organization, case, waiver, owner, head):
    with days_on(DAYS + 1):
        check_waivers(organization_id=organization.pk)
        again = grant(ask(case, owner), head)
        assert not closed(case)
        assert waivers_in_force(case) == {"logging": again}


def test_its_people_are_told_30_7_and_1_days_before(organization, waiver, owner, head):
    for day in range(DAYS - 32, DAYS + 1):
        with days_on(day):
            check_waivers(organization_id=organization.pk)
            check_waivers(organization_id=organization.pk)
    assert (told(owner, "waiver_ends"), told(head, "waiver_ends")) == (3, 3)


def test_after_missed_days_the_latest_notice_is_given(organization, waiver, owner):
    with days_on(DAYS - 3):
        check_waivers(organization_id=organization.pk)
    assert told(owner, "waiver_ends") == 1


def test_a_waived_control_counts_as_waived_until_its_end(case, owner, head, staff):
    framework = own_framework(OPERATOR)
    terms = NewControl(title="Logs", scope=ControlScope.USE_CASE)
    control = create_control(terms, actor=OPERATOR)
    Control.objects.filter(pk=control.pk).update(key="logging")
    link_control(control, Requirement.objects.in_force().get(code="R-1"), actor=OPERATOR)
    recount([case.pk])

    def standing() -> tuple[int, int]:
        row = CaseCoverage.objects.get(use_case=case, framework=framework)
        return row.waived, row.open

    asked = ask(case, owner)
    assert standing() == (0, 3)
    granted = grant(asked, head)
    assert standing() == (1, 2)
    (part,) = case_compliance(case).frameworks
    (line,) = [one for one in part.lines if one.standing == Standing.WAIVED]
    assert (line.requirement.code, line.waived_until) == ("R-1", granted.expires_on)
    with days_on(DAYS + 1):
        assert expire_waiver(granted, actor=OPERATOR)
        assert standing() == (0, 3)


def test_a_policy_can_be_deviated_from_for_a_time(case, owner, head, staff):
    policy = policy_in_force(staff, head)
    asked = ask(case, owner, control=policy.reference)
    assert (asked.title, asked.gate) == (policy.title, "")
    assert closed(case, "pilot")
    granted = grant(asked, head)
    assert not closed(case, "pilot")
    assert exceptions_from(policy, head) == [granted]
    assert exceptions_from(policy, owner) == [granted]


def test_an_exception_is_not_shown_to_everybody(case, owner, head, staff, member):
    policy = policy_in_force(staff, head)
    grant(ask(case, owner, control=policy.reference), head)
    assert exceptions_from(policy, member()) == []
