"""The platform's own pages in Chromium: sign-in, members, tokens, inbox, jobs, comments, files."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile

from coe_portal.accounts import actions
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.collaboration.actions import attach_file, post_comment
from coe_portal.collaboration.declarations import COMMENTED
from coe_portal.jobs import running
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.scope import scope
from intake.models import UseCase

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = pytest.mark.parametrize(
    ("theme", "phone"),
    [("light", False), ("dark", False), ("light", True)],
    ids=["light", "dark", "phone"],
)
SETTINGS = "/northbank/settings"


@pytest.fixture
def admin(organization, member):
    return member(Role.ORG_ADMIN, Role.COE_STAFF, name="Ada Administrator")


@pytest.fixture
def lived_in(organization, member, admin):
    """Members, an invitation, a unit, a token, messages, jobs and talk about a use case."""
    actor, sam = Actor.member(admin), member(Role.REVIEWER, name="Sam Submitter")
    with scope(organization):
        unit = actions.create_business_unit("Retail banking", code="CC-100", actor=actor)
        actions.create_business_unit("Branches", code="CC-110", parent=unit, actor=actor)
        payload = actions.MembershipPayload(roles=(Role.REVIEWER,))
        actions.invite_member("newcomer@example.com", payload, actor=actor)
        actions.issue_token("Nightly export", scopes=["intake:read"], actor=actor)
        context = {"author": "Sam Submitter", "subject": "UC-1", "excerpt": "Which letters?"}
        notify(COMMENTED, [admin], None, context=context, url="/northbank/")
        running.start(running.queue("tests", "Import of inventory.csv", actor=actor), total=40)
        running.fail(running.queue("tests", "Audit pack of UC-7", actor=actor), "No space left.")
        done = running.queue("tests", "Audit pack of UC-1", actor=actor)
        running.finish(done, file_name="UC-1.pdf", content=b"%PDF-", content_type="application/pdf")
        case = UseCase.objects.create(number=1, title="Letters", summary="Drafts", owner=admin)
        post_comment(case, "Which letters?\nAll of them?", actor=Actor.member(sam))
        attach_file(case, ContentFile(b"a,b\n1,2\n", name="volumes.csv"), actor=actor)


@LOOKS
def test_pages_of_a_member(browse, admin, lived_in, theme, phone):
    visitor = browse(admin, theme=theme, phone=phone)
    for path, name in {
        f"{SETTINGS}/members/": "members",
        f"{SETTINGS}/members/{admin.pk}/": "member",
        f"{SETTINGS}/members/{admin.pk}/roles/": "roles",
        f"{SETTINGS}/members/invite/": "invite",
        f"{SETTINGS}/units/": "units",
        f"{SETTINGS}/profile/": "profile",
        f"{SETTINGS}/profile/change/": "change-profile",
        f"{SETTINGS}/tokens/": "tokens",
        "/northbank/notifications/": "inbox",
        "/northbank/notifications/preferences/": "preferences",
        "/northbank/jobs/": "jobs",
        "/northbank/jobs/J-1/": "job-running",
        "/northbank/jobs/J-2/": "job-failed",
        "/northbank/jobs/J-3/": "job-done",
        "/northbank/intake/use-cases/UC-1/comments/": "comments",
        "/northbank/intake/use-cases/UC-1/files/": "files",
        "/?choose": "organizations",
        "/account/2fa/": "two-step",
        "/account/password/change/": "password",
        "/account/reauthenticate/": "reauthenticate",
    }.items():
        visitor.visit(path)
        visitor.look(name)


@LOOKS
def test_pages_for_who_is_not_signed_in(browse, organization, admin, theme, phone):
    with scope(organization):
        payload = actions.MembershipPayload(roles=(Role.REVIEWER,))
        invitation = actions.invite_member("new@example.com", payload, actor=Actor.member(admin))
        secret = invitation.secret
    visitor = browse(theme=theme, phone=phone)
    for path, name in {
        "/account/login/": "sign-in",
        "/account/password/reset/": "reset",
        "/account/password/reset/done/": "reset-sent",
        "/account/signup/": "no-sign-up",
        f"{SETTINGS}/join/{secret}/": "invitation",
    }.items():
        visitor.visit(path)
        visitor.look(name)


def test_a_bell_a_comment_and_a_token(browse, admin, lived_in):
    visitor = browse(admin)
    page = visitor.visit("/northbank/intake/use-cases/UC-1/comments/")
    page.get_by_label(re.compile("Notifications, 2 unread")).click()
    visitor.look("bell")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Comment").fill("All of them.")
    page.get_by_role("button", name="Comment").click()
    page.get_by_text("All of them.", exact=True).wait_for()
    visitor.look("commented")

    page = visitor.visit(f"{SETTINGS}/tokens/")
    page.get_by_label("Name").fill("Dashboard")
    page.get_by_label("intake:read").check()
    page.get_by_role("button", name="Issue token").click()
    page.get_by_text("Copy it now").wait_for()
    visitor.look("token-issued")


def test_setting_up_two_step_sign_in(browse, admin):
    visitor = browse(admin)
    page = visitor.visit("/account/2fa/totp/activate/")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Scan the code").wait_for()
    visitor.look("authenticator")
