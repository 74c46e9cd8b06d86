from __future__ import annotations

import pytest

from coe_portal.accounts.actions import deactivate_member
from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.notifications.models import Notification
from intake.actions import people
from intake.choices import AssignmentKind
from intake.models import Assignment, UseCaseGrant


def test_naming_somebody_replaces_whoever_was_named_and_tells_them(register, actor, member):
    case = register()
    first, second = member(name="Ann First"), member(name="Bob Second")

    people.assign(case, AssignmentKind.SPONSOR, first, actor=actor)
    people.assign(case, AssignmentKind.SPONSOR, second, actor=actor)

    assert Assignment.objects.get(use_case=case).member_id == second.pk
    assert second.notifications.count() == 1
    event = AuditEvent.objects.filter(action="intake.person.assigned").latest("sequence")
    assert (event.before, event.after) == ({"sponsor": "Ann First"}, {"sponsor": "Bob Second"})


def test_naming_the_same_person_again_changes_nothing(register, actor, member):
    case, lead = register(), member()

    people.assign(case, AssignmentKind.TECH_LEAD, lead, actor=actor)
    people.assign(case, AssignmentKind.TECH_LEAD, lead, actor=actor)

    assert AuditEvent.objects.filter(action="intake.person.assigned").count() == 1
    assert lead.notifications.count() == 1


def test_somebody_who_left_cannot_be_named(register, actor, member):
    gone = deactivate_member(member(), actor=actor)

    with pytest.raises(InvalidInput):
        people.assign(register(), AssignmentKind.SPONSOR, gone, actor=actor)


def test_the_named_person_may_change_the_case_afterwards(register, actor, member):
    case, lead = register(), member()
    with pytest.raises(NotAllowed):
        people.assign(case, AssignmentKind.SPONSOR, lead, actor=Actor.member(lead))

    people.assign(case, AssignmentKind.TECH_LEAD, lead, actor=actor)

    assert people.assign(case, AssignmentKind.SPONSOR, lead, actor=Actor.member(lead))


def test_a_part_can_be_left_open_again(register, actor, member):
    case = register()
    assignment = people.assign(case, AssignmentKind.COMPLIANCE, member(), actor=actor)

    people.unassign(assignment, actor=actor)

    assert not Assignment.objects.exists()
    assert AuditEvent.objects.filter(action="intake.person.unassigned").count() == 1


def test_a_collaborator_is_added_once_and_removed(register, actor, member):
    case, colleague = register(), member()

    grant = people.add_collaborator(case, colleague, actor=actor, note="Please look at the data")
    told = Notification.objects.get(recipient=colleague)
    assert "Please look at the data" in told.text
    assert people.add_collaborator(case, colleague, actor=actor) == grant

    assert Notification.objects.filter(recipient=colleague).count() == 1
    people.remove_collaborator(grant, actor=actor)
    assert not UseCaseGrant.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="intake.collaborator")
    assert sorted(actions.values_list("action", flat=True)) == [
        "intake.collaborator.added",
        "intake.collaborator.removed",
    ]
