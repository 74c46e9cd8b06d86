"""A template becomes a policy, somebody else approves it, and members attest it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.models.attestations import Attestation
from governance.models.policies import Policy
from tests.fixtures.browser import Browse, Visitor
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

A_MINUTE = 60_000
TITLE = "Acceptable use of AI"
GAPS = {
    "[date]": "the end of the year",
    "[name of the disciplinary rules]": "the code of conduct",
}


def adopt(visitor: Visitor, bank: Bank) -> Page:
    """Begin with one of the templates, fill in its gaps and send it for approval."""
    page = visitor.visit(f"{bank.address}/governance/policies/templates/")
    for box in page.get_by_role("checkbox").all():
        box.set_checked(TITLE in (box.locator("xpath=ancestor::label").inner_text()))
    visitor.look("templates")
    page.get_by_role("button", name="Make drafts").click()
    expect(page.get_by_text("1 draft is made.").first).to_be_visible()
    visitor.look("list")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text("2 places are still to fill in")).to_be_visible()
    visitor.look("gaps")
    page.get_by_role("button", name="Write the draft").click()
    text = page.get_by_label("Text")
    body = text.input_value()
    for gap, words in GAPS.items():
        body = body.replace(gap, words)
    text.fill(body)
    expect(page.locator("#preview").get_by_text("the code of conduct")).to_be_visible()
    visitor.look("draft")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("still to fill in")).to_have_count(0)
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_text("Somebody who did not write it approves it")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    visitor.look("in-approval")
    return page


@pytest.mark.usefixtures("worker")
def test_from_the_template_to_the_report(bank: Bank, browse: Browse) -> None:
    writer = browse(bank.person("marcus"))
    page = adopt(writer, bank)
    policy = bank.read(Policy.objects.get)
    place = f"{bank.address}/governance/policies/{policy.reference}/"

    approver = browse(bank.person("ingrid"), theme="dark")
    reading = approver.visit(f"{place}versions/1/")
    approver.look("to-approve")
    reading.get_by_role("button", name="Approve").click()
    expect(reading.get_by_text("Approved. It can be published now.").first).to_be_visible()
    approver.look("approved")

    page.reload()
    page.get_by_role("link", name="Publish").click()
    writer.look("publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.").first).to_be_visible()
    writer.look("published")

    page.get_by_role("link", name="Ask for attestations").click()
    page.get_by_label("Whom to ask").select_option("role=reviewer")
    due = timezone.localdate() + dt.timedelta(days=20)
    page.get_by_label("They attest by").fill(f"{due:%Y-%m-%d}")
    writer.look("ask")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("people are asked.").first).to_be_visible()
    writer.look("campaign")
    campaign = page.url

    priya = bank.person("priya")
    member = browse(priya, phone=True)
    attesting = member.visit(f"{bank.address}/governance/")
    member.look("docket")
    attesting.get_by_role("link", name=TITLE).click()
    expect(attesting.get_by_text("You are asked to attest this policy by")).to_be_visible()
    member.look("attest")
    attesting.get_by_role("button", name="I attest this").click()
    expect(attesting.get_by_role("link", name="Tick this once")).to_be_visible()
    member.look("not-agreed")
    attesting.get_by_role("checkbox").check()
    attesting.get_by_role("button", name="I attest this").click()
    expect(attesting.get_by_text("Your attestation is kept.").first).to_be_visible()
    member.look("attested")
    assert bank.read(lambda: Attestation.objects.get().member) == priya

    page.goto(f"{campaign}?state=attested")
    expect(page.get_by_role("table").last.get_by_text(priya.display_name)).to_be_visible()
    writer.look("report")
    writer.visit(place)
    page.get_by_role("button", name="PDF").click()
    printed = page.get_by_role("link", name="Download")
    expect(printed).to_be_visible(timeout=A_MINUTE)
    with page.expect_download() as download:
        printed.click()
    assert download.value.suggested_filename == f"{policy.reference}-v1.pdf"
