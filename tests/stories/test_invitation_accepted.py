"""An administrator invites a colleague, who follows the link of the mail and joins."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
ADDRESS = "new.colleague@northmoor.example"


def test_invitation_accepted(bank: Bank, browse: Browse) -> None:
    ingrid = browse(bank.person("ingrid"))
    page = ingrid.visit(f"{bank.address}/settings/members/invite/")
    page.locator("[name=email]").fill(ADDRESS)
    page.locator(f"[name=roles][value={Role.REVIEWER}]").check()
    ingrid.look("invite")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    ingrid.look("members")

    [message] = [one for one in mail.outbox if one.to == [ADDRESS]]
    [link] = re.findall(r"https?://\S+/settings/join/\S+", message.body)
    guest = browse(phone=True)
    page = guest.visit(link[link.index("/northmoor/") :])
    expect(page.get_by_text(ADDRESS).first).to_be_visible()
    page.locator("[name=name]").fill("Nora Colleague")
    for field in page.locator("[type=password]").all():
        field.fill("a long walk in the rain")
    guest.look("join")
    page.get_by_role("button", name="Create account and join").click()
    page.wait_for_url("**/northmoor/**")
    guest.look("inside")
    joined = bank.read(lambda: Membership.objects.get(user__email=ADDRESS))
    assert joined.roles == [Role.REVIEWER]
