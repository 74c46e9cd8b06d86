"""An administrator looks when the portal was down and how fast it is, and opens the hours."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.tenancy.scope import scope
from coe_portal.vitals.histograms import Spot
from coe_portal.vitals.timing import Timings
from demo.uptime import run_since_last_year
from intake.declarations import USE_CASE_MOVED

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.fixture
def admin(organization, member):
    """A year of hours, a week of answers, and people at work on some of its days."""
    run_since_last_year(timezone.now())
    people = [member(name=name) for name in ("Ana", "Ben", "Cleo")]
    for back in range(7, 0, -1):
        with time_machine.travel(timezone.now() - dt.timedelta(days=back), tick=False):
            answer(organization)
            with scope(organization):
                for person in people[: 1 + back % 3]:
                    record(USE_CASE_MOVED, organization, actor=Actor.member(person))
    return member(Role.ORG_ADMIN, name="Ada Administrator")


def answer(organization):
    """Forty pages of each part, and one that failed."""
    process = Timings()
    for route, seconds in {"intake": 0.02, "governance": 0.08, "api": 0.3}.items():
        for _page in range(40):
            process.add(Spot(route, "2xx"), seconds, organization.pk)
    process.add(Spot("api", "5xx"), 2.0, organization.pk)
    process.flush()


@pytest.mark.parametrize(
    ("theme", "phone"),
    [("light", False), ("dark", False), ("light", True)],
    ids=["light", "dark", "phone"],
)
def test_the_portal_was_down(admin, browse, theme, phone):
    ada = browse(admin, theme=theme, phone=phone)
    page = ada.visit("/northbank/metrics/platform/")
    ada.look("platform")
    main = page.get_by_role("main")
    expect(main.get_by_role("cell", name="287")).to_be_visible()
    main.get_by_role("link", name="Uptime this quarter").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_contain_text("How much of the time")
    ada.look("hours")
