"""Somebody reports without a name, answers without a name, and the deadline is met in time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from coe_portal.audit.models import AuditEvent
from coe_portal.notifications.models import Notification
from governance.models.incidents import Incident, IncidentClock
from governance.tasks.incidents import remind_organization
from intake.choices import Stage
from intake.models.use_cases import UseCase
from tests.fixtures.browser import Browse, Visitor
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

WORDS = "The ranking leaves out everybody older than fifty. I saw it in three lists."


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def report(visitor: Visitor, bank: Bank) -> str:
    """Report without a name; the code, which is shown once."""
    page = visitor.visit(f"{bank.address}/report-incident/")
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_label("Harm was done").check()
    page.get_by_label("Which system or use case").fill("The CV screening")
    visitor.look("anonymous-report")
    press(page, "Send the report")
    code = page.locator("[data-follow-up-code]").inner_text()
    visitor.look("code")
    page.reload()  # which sends the form again
    expect(page.locator("[data-follow-up-code]")).to_have_text(code)
    return code


def come_back(visitor: Visitor, bank: Bank, code: str) -> Page:
    page = visitor.visit(f"{bank.address}/report-incident/follow-up/")
    page.get_by_label("Your code").fill(code.lower())
    press(page, "Open my report")
    expect(page.get_by_text(WORDS)).to_be_visible()
    return page


def triage(page: Page, use_case: UseCase, lead: str) -> None:
    follow(page, "Triage")
    page.get_by_label("Title").fill("Older applicants are left out")
    page.get_by_label("Severity").select_option("high")
    page.get_by_label("What it touches").select_option("rights")
    page.get_by_label("Use case").fill(use_case.reference)
    page.get_by_label("Lead").select_option(label=lead)
    press(page, "Save")


def write_lessons(page: Page, owner: str) -> None:
    follow(page, "Write the review")
    page.get_by_label("What happened").fill("A feature stood for age.")
    page.get_by_label("Root cause").fill("No test by age before release.")
    page.get_by_label("What changes").fill("A test by age at each gate.")
    press(page, "Save")
    follow(page, "Agree on an action")
    page.get_by_label("What changes").fill("Add the test by age")
    page.get_by_label("Who does it").select_option(label=owner)
    page.get_by_label("Until").fill((timezone.localdate() + dt.timedelta(days=20)).isoformat())
    press(page, "Save")
    follow(page, "End")
    page.get_by_label("Done", exact=True).check()
    page.get_by_label("What was done").fill("The test runs at each release.")
    press(page, "Save")


def test_from_an_anonymous_report_to_closure(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("cv-screening")
    marcus = bank.person("marcus")
    visitor = browse(marcus)
    page = visitor.visit(f"{bank.address}/governance/incidents/")
    press(page, "Open it to people outside")
    expect(page.get_by_text("People who are not signed in can do so, too.")).to_be_visible()

    stranger = browse(phone=True)
    code = report(stranger, bank)
    incident = bank.read(Incident.objects.get)

    page = visitor.visit(incident_address(bank, incident))
    visitor.look("reported")
    triage(page, use_case, marcus.display_name)
    expect(page.get_by_text("think of it")).to_be_visible()
    follow(page, "Start this deadline")
    press(page, "Start")
    expect(page.get_by_text("Art. 73(2) Regulation (EU) 2024/1689").first).to_be_visible()
    follow(page, "Ask the reporter")
    page.get_by_label("Your question").fill("Since when do you see it?")
    press(page, "Save")
    visitor.look("deadline-runs")

    page = come_back(stranger, bank, code)
    expect(page.get_by_text("Since when do you see it?")).to_be_visible()
    page.get_by_label("Your answer").fill("Since the update of May.")
    press(page, "Send")
    expect(page.get_by_text("The team was told.")).to_be_visible()
    stranger.look("answered")

    half = timezone.now() + dt.timedelta(days=9)
    with time_machine.travel(half):
        for _beat in range(2):
            remind_organization.run(organization_id=bank.house.organization.pk)
        told = bank.read(
            lambda: list(
                Notification.objects.filter(
                    kind="governance.incident_deadline", recipient=marcus
                ).values_list("title", flat=True)
            )
        )
        assert told == [f"{incident.reference}: 50 % of the time is used up"]
        page = visitor.visit(incident_address(bank, incident))
        expect(page.get_by_text("Since the update of May.")).to_be_visible()
        follow(page, "Contain")
        page.get_by_label("What was done to stop the harm?").fill("The ranking is off.")
        page.get_by_label("Rolled back to").fill("Ranking 4.1")
        page.get_by_label("Suspend the use case").check()
        press(page, "Save")
        assert bank.reload(use_case).stage == Stage.SUSPENDED
        follow(page, "The authority was told")
        page.get_by_label("Authority").fill("Market surveillance authority")
        page.get_by_label("Their reference").fill("MSA-2026-77")
        press(page, "Save")
        clock = bank.read(IncidentClock.objects.get)
        assert clock.state == "met"
        assert clock.ended_at < clock.due_at
        visitor.look("authority-told")
        follow(page, "Resolve")
        page.get_by_label("How was it resolved?").fill("The feature is gone.")
        press(page, "Save")
        write_lessons(page, marcus.display_name)
        visitor.look("ready-to-close")
        press(page, "Close the incident")
        expect(page.get_by_text("Closed.").first).to_be_visible()
        visitor.look("closed")
        page = come_back(stranger, bank, code)
        expect(page.get_by_text("Closed", exact=True).first).to_be_visible()
        case_page = visitor.visit(
            f"{bank.address}/intake/use-cases/{use_case.reference}/incidents/"
        )
        expect(case_page.get_by_text("Older applicants are left out")).to_be_visible()
        visitor.look("tab-of-the-case")

    trail = bank.read(lambda: list(AuditEvent.objects.filter(actor_label="anonymous-report")))
    assert len(trail) == 2
    assert {(event.actor_id, event.request_id) for event in trail} == {(None, "")}


def incident_address(bank: Bank, incident: Incident) -> str:
    return f"{bank.address}/governance/incidents/{incident.reference}/"
