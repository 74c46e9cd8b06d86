"""Findings: due by severity, answered, returned, verified by somebody else."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from governance.actions.audit_findings import (
    FindingTerms,
    answer_finding,
    change_finding,
    return_finding,
    verify_finding,
)
from governance.choices import FindingSeverity, FindingState
from governance.models.findings import AuditFinding
from tests.governance.audits import begun, finish, gap, live_case


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
def audit(owner, staff, auditor):
    return begun(live_case(owner), staff, auditor)


def told(kind):
    rows = Notification.objects.filter(kind=f"governance.{kind}").order_by("pk")
    return [str(row.recipient) for row in rows]


@pytest.mark.parametrize(
    ("severity", "days"),
    [
        (FindingSeverity.MINOR, 90),
        (FindingSeverity.MAJOR, 30),
        (FindingSeverity.CRITICAL, 7),
    ],
)
def test_the_severity_gives_the_day(audit, owner, severity, days):
    finding = gap(audit, owner, severity)

    assert finding.due_on == today_here() + dt.timedelta(days=days)
    assert told("finding_given") == [str(owner)]


def test_only_the_auditor_raises_findings_and_owns_none(audit, owner, auditor):
    with pytest.raises(InvalidInput):
        gap(audit, auditor)
    audit.auditor = owner
    with pytest.raises(NotAllowed):
        gap(audit, owner)
    assert not AuditFinding.objects.exists()


def test_a_closed_audit_finds_nothing_more(audit, owner):
    audit = finish(audit)

    with pytest.raises(InvalidTransition):
        gap(audit, owner, position=99)


def test_from_the_answer_over_a_return_to_verified(audit, owner, auditor, staff):
    finding = gap(audit, owner)
    finish(audit)
    answer_finding(finding, "We write one now.", actor=Actor.member(owner))
    assert told("finding_is_answered") == [str(auditor)]
    finding = return_finding(finding, "It is empty.", actor=Actor.member(auditor))
    assert finding.state == FindingState.RETURNED
    assert told("finding_is_returned") == [str(owner)]

    answer_finding(finding, "It has lines now.", actor=Actor.member(owner))
    finding = verify_finding(finding, "Seen.", actor=Actor.member(staff))
    assert finding.state == FindingState.VERIFIED
    assert finding.verified_at is not None
    assert [answer.accepted for answer in finding.answers.all()] == [False, True]
    events = AuditEvent.objects.about(finding).order_by("sequence")
    assert [event.action.rpartition(".")[2] for event in events] == [
        "raised",
        "answered",
        "returned",
        "answered",
        "verified",
    ]
    with pytest.raises(InvalidTransition):
        answer_finding(finding, "Once more.", actor=Actor.member(owner))


def test_nobody_verifies_what_they_own_or_answered(audit, owner, staff, member):
    second = member(Role.COE_STAFF, name="Tess Staff")
    finding = gap(audit, second)
    answer_finding(finding, "Done.", actor=Actor.member(owner))
    for person in (owner, second):
        with pytest.raises(NotAllowed):
            verify_finding(finding, "Seen.", actor=Actor.member(person))

    assert verify_finding(finding, "Seen.", actor=Actor.member(staff)).verified_at is not None


def test_strangers_do_not_answer(audit, owner, staff, member):
    finding = gap(audit, owner)

    for person in (staff, member(), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            answer_finding(finding, "Done.", actor=Actor.member(person))


def test_an_open_finding_cannot_be_verified(audit, owner, auditor):
    finding = gap(audit, owner)

    with pytest.raises(InvalidTransition):
        verify_finding(finding, "Seen.", actor=Actor.member(auditor))


def test_a_finding_is_moved_by_others_than_its_owner(audit, owner, auditor, member):
    finding = gap(audit, owner)
    heir = member(Role.MODEL_OWNER, name="Hal Heir")
    terms = FindingTerms(heir, today_here() + dt.timedelta(days=5), "Olga is away.")
    with pytest.raises(NotAllowed):
        change_finding(finding, terms, actor=Actor.member(owner))
    change_finding(finding, terms, actor=Actor.member(auditor))

    finding.refresh_from_db()
    assert finding.owner == heir
    event = AuditEvent.objects.about(finding).latest("sequence")
    assert event.reason == "Olga is away."
    assert set(event.after) == {"owner", "due_on"}


def test_an_empty_answer_is_none(audit, owner):
    finding = gap(audit, owner)

    with pytest.raises(InvalidInput):
        answer_finding(finding, "  ", actor=Actor.member(owner))


def test_the_people_of_the_case_do_not_give_it_more_time(audit, owner, member):
    """Whoever of them answers for the finding."""
    finding = gap(audit, member(Role.MODEL_OWNER, name="Tess Techlead"))
    owner.roles = [Role.COE_STAFF]
    owner.save()
    terms = FindingTerms(finding.owner, today_here() + dt.timedelta(days=300), "We are busy.")
    with pytest.raises(NotAllowed):
        change_finding(finding, terms, actor=Actor.member(owner))
