"""A person of two organizations signs in with a second factor and changes over."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone
from playwright.sync_api import expect

from demo.founding import found, give_sign_ins
from demo.script import CONTENT, PASSWORD, load
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_sign_in_and_switch(bank: Bank, browse: Browse) -> None:
    hospital = load(CONTENT / "hospital")
    give_sign_ins([hospital])
    found(hospital, timezone.now())
    samuel = bank.person("samuel").user
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(samuel, secret)

    visitor = browse()
    page = visitor.visit(f"{bank.address}/governance/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    visitor.look("sign-in")
    page.locator("[name=login]").fill(samuel.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("[name=code]").wait_for()
    visitor.look("second-factor")
    counter = int(time.time()) // 30
    page.locator("[name=code]").fill(totp.format_hotp_value(totp.hotp_value(secret, counter)))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**{bank.address}/governance/")

    page = visitor.visit("/")
    expect(page.get_by_role("link", name="Northmoor Bank")).to_be_visible()
    visitor.look("organizations")
    page.get_by_role("link", name="Lindenhall Hospitals").click()
    page.wait_for_url("**/lindenhall/**")
    visitor.check()
    page.locator("aside summary").first.click()
    page.get_by_role("link", name="Switch organization").click()
    page.get_by_role("link", name="Northmoor Bank").click()
    page.wait_for_url("**/northmoor/**")
    visitor.visit("/northmoor/settings/profile/")
    visitor.look("profile")
