"""An audit from the plan over its checklist to a finding that somebody else verifies."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.choices import AuditState, FindingState
from governance.models.audits import Audit
from governance.models.findings import AuditFinding
from governance.tasks.audits import check_audits
from tests.fixtures.browser import Browse, Visitor
from tests.governance.audits import go_live
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

PROOF = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"2026-11-21 asked, answered"}


def assign(visitor: Visitor, bank: Bank, audit: Audit) -> None:
    """From the plan, with its load by month, to an auditor."""
    page = visitor.visit(f"{bank.address}/governance/audits/plan/")
    expect(page.get_by_text("has no auditor yet").first).to_be_visible()
    visitor.look("plan")
    page.get_by_role("link", name=audit.title).first.click()
    visitor.look("planned")
    page.get_by_role("link", name="Assign or move").click()
    page.get_by_label("Auditor").select_option(label="Claire Dubois")
    due = timezone.localdate() + dt.timedelta(days=20)
    page.get_by_label("Due").fill(f"{due:%Y-%m-%d}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.").first).to_be_visible()


def line(page: Page, number: int, result: str, note: str) -> None:
    """Say what was found of one control, and wait until it is stored."""
    card = page.locator(f"#line-{number}")
    card.get_by_text(result, exact=True).click()
    card.get_by_label("Note").fill(note)
    card.get_by_label("Note").blur()
    expect(card.get_by_text("Saved at")).to_be_visible()


def test_from_the_plan_to_a_verified_finding(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("regulation-radar")
    oskar = bank.person("oskar")
    bank.read(lambda: go_live(use_case))
    check_audits(organization_id=bank.house.organization.pk)
    audit = bank.read(lambda: Audit.objects.get(kind="scheduled"))
    place = f"{bank.address}/governance/audits/{audit.reference}/"
    assign(browse(bank.person("marcus")), bank, audit)

    auditor = browse(bank.person("claire"))
    page = auditor.visit(place)
    page.get_by_role("button", name="Begin fieldwork").click()
    expect(page.get_by_text("Lines with a result")).to_be_visible()
    auditor.look("checklist")
    count = page.locator("section[id^=line-]").count()
    line(page, 1, "Minor gap", "The record names no supplier.")
    for number in range(2, count + 1):
        line(page, number, "Conforms", "Seen.")
    expect(page.get_by_text(f"{count} of {count}").first).to_be_visible()
    page.get_by_role("link", name="Raise a finding for this gap").click()
    page.get_by_label("Title").fill("No supplier in the record")
    page.get_by_label("Owner").select_option(label=oskar.display_name)
    auditor.look("raise")
    page.get_by_role("button", name="Raise it").click()
    auditor.look("raised")
    auditor.visit(f"{place}fieldwork/")
    auditor.look("tested")
    page.get_by_role("button", name="Fieldwork is done").click()
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_label("Conclusion").fill("In order, but for the supplier.")
    page.get_by_role("button", name="Close the audit").click()
    expect(page.get_by_text("The audit is closed.").first).to_be_visible()
    auditor.look("closed")
    assert bank.read(lambda: Audit.objects.get(pk=audit.pk).state) == AuditState.CLOSED

    finding = bank.read(AuditFinding.objects.get)
    case_file = f"{bank.address}/governance/findings/{finding.reference}/"
    owner = browse(oskar, theme="dark", phone=True)
    answering = owner.visit(case_file)
    answering.get_by_text("Attach a file").first.click()
    answering.locator("input[type=file]").first.set_input_files(PROOF)
    answering.get_by_role("button", name="Attach").first.click()
    expect(answering.get_by_role("link", name="log.txt")).to_be_visible()
    owner.look("evidence")
    answering.get_by_role("link", name="Answer", exact=True).click()
    answering.get_by_label("What was done").fill("The supplier stands in the record now.")
    answering.get_by_role("button", name="Send the answer").click()
    owner.look("answered")
    expect(answering.get_by_role("link", name="Verify")).to_have_count(0)

    auditor.visit(case_file)
    page.get_by_role("link", name="Verify", exact=True).click()
    page.get_by_label("What you checked").fill("Read the record.")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified.").first).to_be_visible()
    auditor.look("verified")
    assert bank.read(lambda: AuditFinding.objects.get().state) == FindingState.VERIFIED

    auditor.visit(f"{bank.address}/governance/findings/")
    auditor.look("findings")
    auditor.visit(f"{bank.address}/governance/fast-lane/")
    auditor.look("fast-lane")
    reader = browse(bank.person("robert"), theme="dark")
    reader.visit(f"{bank.address}/governance/audits/room/")
    reader.look("room")
