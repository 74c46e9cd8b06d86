"""The pages on which people are named for a use case, and asked to work on it."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.notifications.models import Notification
from intake.choices import AssignmentKind, Stage
from intake.models import Assignment, UseCase, UseCaseGrant


@pytest.fixture
def colleague(member):
    return member(name="Ben Okafor")


def test_somebody_is_named_and_taken_off_again(browser, case, colleague, address):
    url = address(case.reference, "people")
    browser.post(url, {"kind": AssignmentKind.SPONSOR, "member_id": colleague.pk})
    assert Assignment.objects.get().member == colleague
    assert "Ben Okafor" in browser.get(url).content.decode()

    answer = browser.post(address(case.reference, "people/sponsor/open"), follow=True)

    assert not Assignment.objects.exists()
    assert "The part is open again." in answer.content.decode()
    assert AuditEvent.objects.filter(action="intake.person.unassigned").count() == 1


def test_a_part_that_nobody_has_cannot_be_left_open(browser, case, address):
    for kind in (AssignmentKind.SPONSOR, "nonsense"):
        assert browser.post(address(case.reference, f"people/{kind}/open")).status_code == 404


def test_a_colleague_is_asked_and_may_change_the_case(
    browser, case, colleague, client_for, address
):
    theirs = client_for(colleague)
    facts = address(case.reference, "facts")
    assert theirs.get(facts).status_code == 403

    url = address(case.reference, "collaborators")
    asked = {"member_id": colleague.pk, "note": "You know the letters"}
    answer = browser.post(url, asked, follow=True)

    assert "Asked. Your colleague is told." in answer.content.decode()
    told = Notification.objects.get(recipient=colleague)
    assert case.reference in told.title
    assert "You know the letters" in told.text
    assert theirs.get(facts).status_code == 200
    assert "Ben Okafor" in browser.get(address(case.reference)).content.decode()


def test_a_collaborator_neither_submits_nor_withdraws(
    case, colleague, browser, client_for, address
):
    browser.post(address(case.reference, "collaborators"), {"member_id": colleague.pk})
    theirs = client_for(colleague)
    assert theirs.get(address(case.reference, "withdraw")).status_code == 403
    assert theirs.get(address(case.reference, "people")).status_code == 403
    assert theirs.get(address(case.reference, "collaborators")).status_code == 200


def test_a_collaboration_ends(browser, case, colleague, client_for, address):
    url = address(case.reference, "collaborators")
    browser.post(url, {"member_id": colleague.pk})
    end = f"{url}{colleague.user_id}/end/"
    assert end in browser.get(url).content.decode()

    browser.post(end)

    assert not UseCaseGrant.objects.exists()
    assert client_for(colleague).get(address(case.reference, "facts")).status_code == 403
    assert browser.post(end).status_code == 404


def test_who_may_not_change_a_case_asks_nobody(case, colleague, client_for, address):
    theirs = client_for(colleague)
    url = address(case.reference, "collaborators")
    assert theirs.get(url).status_code == 403
    assert theirs.post(url, {"member_id": colleague.pk}).status_code == 403
    assert not UseCaseGrant.objects.exists()


def test_nobody_of_another_organization_is_asked(
    browser, case, member, other_organization, address
):
    stranger = member(Role.SUBMITTER, organization=other_organization)
    answer = browser.post(address(case.reference, "collaborators"), {"member_id": stranger.pk})
    assert answer.status_code == 422
    assert not UseCaseGrant.objects.exists()


def test_a_closed_case_is_not_worked_on(browser, case, address):
    invitation = address(case.reference, "collaborators")
    assert invitation in browser.get(address(case.reference)).content.decode()
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.WITHDRAWN)
    assert invitation not in browser.get(address(case.reference)).content.decode()
