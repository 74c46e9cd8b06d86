"""Samples of self-service approvals: drawn, audited, and what a failed one does to the rate."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.audit_fieldwork import begin_fieldwork
from governance.actions.audit_planning import cancel_audit, plan_sample
from governance.choices import AuditKind, FindingSeverity, SampleOutcome
from governance.models.audits import Audit, SampleStep
from governance.models.decisions import Decision
from governance.queries.sampling import rate_in_force
from tests.governance.audits import OPERATOR, finish, gap, gates, give
from tests.governance.conftest import new_case, open_for


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def auditor(in_scope, member):
    return member(Role.COE_STAFF, name="Ada Auditor")


@pytest.fixture
def drawn(council, owner, auditor):
    """The audit of an approval that was drawn, with one control; more are made until one is."""

    def draw():
        for _n in range(200):
            case = new_case(owner, tier="low", gates=gates("discovery"))
            decision = open_for(case)
            if decision.sampled_for_audit:
                audit = decision.sample_audits.get()
                give(audit, auditor)
                return begin_fieldwork(audit, actor=Actor.member(auditor))
        raise AssertionError

    return draw


def fail(audit, owner, severity=FindingSeverity.MAJOR):
    gap(audit, owner, severity)
    return finish(audit)


def test_an_approval_that_is_drawn_is_audited_at_once(drawn, owner):
    audit = drawn()

    assert audit.kind == AuditKind.SAMPLE
    assert audit.decision.sampled_for_audit
    assert [item.control for item in audit.items.all()] == ["discovery-control"]
    assert Audit.objects.count() == Decision.objects.filter(sampled_for_audit=True).count()
    assert plan_sample(audit.decision, actor=OPERATOR) is None


def test_a_failed_sample_doubles_the_rate(drawn, owner, auditor):
    fail(drawn(), owner)
    fail(drawn(), owner, FindingSeverity.CRITICAL)

    assert [(step.outcome, step.rate) for step in SampleStep.objects.all()] == [
        (SampleOutcome.FAILED, Decimal(20)),
        (SampleOutcome.FAILED, Decimal(40)),
    ]
    decision = open_for(new_case(owner, tier="low"))
    assert Decimal(decision.sample["rate"]) == 40
    told = Notification.objects.filter(kind="governance.more_is_sampled")
    assert [row.recipient for row in told] == [auditor, auditor]
    assert told.latest("pk").title == "40 % of self-service approvals are sampled now"
    event = AuditEvent.objects.filter(action="governance.sample.rate_changed").latest("pk")
    assert (event.before, event.after["rate"]) == ({"rate": "20"}, "40")


def test_a_minor_finding_does_not_fail_a_sample(drawn, owner):
    fail(drawn(), owner, FindingSeverity.MINOR)

    step = SampleStep.objects.get()
    assert (step.outcome, step.rate, step.is_change) == (SampleOutcome.PASSED, 10, False)


def test_good_samples_take_the_rate_back(drawn, owner):
    fail(drawn(), owner)
    for _n in range(5):
        finish(drawn())

    assert [step.rate for step in SampleStep.objects.all()] == [20, 20, 20, 20, 20, 10]


def test_a_sample_is_not_cancelled(drawn, auditor):
    with pytest.raises(InvalidTransition):
        cancel_audit(drawn(), "No time.", actor=Actor.member(auditor))


def test_another_organization_keeps_its_rate(drawn, owner, other_organization, member):
    fail(drawn(), owner)
    stranger = member(organization=other_organization)

    with scope(other_organization):
        assert rate_in_force(new_case(stranger, tier="low").current_assessment) == 10
