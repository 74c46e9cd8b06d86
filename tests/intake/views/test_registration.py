"""Step 0: four facts register; what is similar is shown; other organizations never."""

from __future__ import annotations

import pytest

from coe_portal.tenancy.scope import scope
from intake.actions import registration, rulebooks
from intake.models import UseCase
from tests.fixtures.organizations import OPERATOR

FACTS = {
    "title": "Claims triage",
    "summary": "Sorts incoming claims by urgency.",
    "intended_users": "Claims handlers",
}


@pytest.fixture
def register_url(rules, organization):
    return f"/{organization.slug}/intake/register/"


def test_four_facts_register_and_open_the_wizard(browser, owner, register_url):
    answer = browser.post(register_url, {**FACTS, "owner_id": owner.pk})
    case = UseCase.objects.get()
    assert (case.title, case.owner, case.registered_by) == ("Claims triage", owner, owner)
    assert answer.url.endswith(f"/intake/use-cases/{case.reference}/answers/")
    resumed = browser.get(answer.url)
    assert resumed.url.endswith("/answers/sections/business/")


def test_missing_facts_are_named_above_and_beside(browser, register_url):
    answer = browser.post(register_url, {})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_title">Give it a title that colleagues recognise.</a>' in page
    assert 'aria-invalid="true"' in page
    assert "<title>Error:" in page
    assert not UseCase.objects.exists()


def test_the_justification_is_kept_with_the_registration(browser, owner, register_url):
    browser.post(register_url, {**FACTS, "owner_id": owner.pk, "justification": "Other claims."})
    event = UseCase.objects.get()
    from coe_portal.audit.models import AuditEvent  # noqa: PLC0415

    registered = AuditEvent.objects.about(event).get(action="intake.use_case.registered")
    assert registered.reason == "Other claims."


def test_similar_cases_appear_while_typing(browser, register, register_url):
    register("Claims triage for motor")
    page = browser.get(f"{register_url}similar/", {"title": "claims triage"}).content.decode()
    assert "Claims triage for motor" in page
    assert "Ask to join" in page


def test_nobody_is_asked_to_join_what_is_theirs(browser, owner, register, register_url):
    register("Claims triage", owner=owner)
    page = browser.get(f"{register_url}similar/", {"title": "claims triage"}).content.decode()
    assert "Yours" in page
    assert "Ask to join" not in page


def test_similar_cases_of_others_never_appear(browser, register_url, other_organization, member):
    stranger = member(organization=other_organization)
    rulebooks.install_defaults(other_organization, actor=OPERATOR)
    with scope(other_organization):
        registration.register_use_case(
            registration.Registration("Claims triage abroad", "x", "y", owner_id=stranger.pk),
            actor=OPERATOR,
        )
    page = browser.get(f"{register_url}similar/", {"title": "claims triage abroad"})
    assert "abroad" not in page.content.decode()


def test_an_owner_of_another_organization_is_refused(
    browser, register_url, other_organization, member
):
    stranger = member(organization=other_organization)
    answer = browser.post(register_url, {**FACTS, "owner_id": stranger.pk})
    assert answer.status_code == 422
    assert not UseCase.objects.exists()


def test_an_auditor_may_not_register(client_for, member, register_url):
    from coe_portal.accounts.roles import Role  # noqa: PLC0415

    answer = client_for(member(Role.AUDITOR)).get(register_url)
    assert answer.status_code == 403
    assert "You may not open this page" in answer.content.decode()


def test_asking_to_join_tells_the_owner(client_for, member, case, owner, address):
    from coe_portal.notifications.models import Notification  # noqa: PLC0415

    answer = client_for(member()).post(address(case.reference, "join"), {"reason": "Same here."})
    assert answer.status_code == 302
    assert Notification.objects.filter(recipient=owner).count() == 1


def test_markup_in_a_title_is_text(browser, owner, register_url, address):
    title = "<script>alert(1)</script>"
    browser.post(register_url, {**FACTS, "title": title, "owner_id": owner.pk})
    page = browser.get(address(UseCase.objects.get().reference)).content.decode()
    assert title not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
