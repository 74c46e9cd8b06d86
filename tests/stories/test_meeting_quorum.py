"""A meeting loses its quorum by a recusal; an alternate saves it; the minutes say so for good."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from governance.choices import MeetingState, Outcome
from governance.models.decisions import Decision
from governance.models.meetings import Meeting, Minutes
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.voting import open_review, vote, vote_as

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
A_MINUTE = 60_000
CONFLICT = "My brother leads the supplier's sales here."


def mark(page: Page, **presences: str) -> None:
    """Take attendance, by first names."""
    for who, presence in presences.items():
        page.get_by_label(f"Attendance of {who}").select_option(presence)
    page.get_by_role("button", name="Take attendance").click()
    expect(page.get_by_text("Attendance is taken.").first).to_be_visible()


@pytest.mark.usefixtures("worker")
def test_meeting_quorum(bank: Bank, browse: Browse, tmp_path: Path) -> None:
    review = open_review(bank, bank.submitted("cv-screening"))
    ingrid = browse(bank.person("ingrid"))
    page = ingrid.visit(f"{bank.address}/governance/meetings/")
    page.on("dialog", lambda question: question.accept())
    ingrid.look("empty")
    page.get_by_role("link", name="Plan a meeting").click()
    page.get_by_label("Board", exact=True).select_option(label="AI Council")
    soon = timezone.localtime() + dt.timedelta(days=1)
    page.get_by_label("From", exact=True).fill(f"{soon:%Y-%m-%dT}09:00")
    page.get_by_label("Place").fill("Harbour room")
    ingrid.look("plan")
    page.get_by_role("button", name="Plan and invite").click()
    expect(page.get_by_role("link", name=review.reference).first).to_be_visible()
    ingrid.look("planned")

    page.get_by_role("button", name="Open the meeting").click()
    mark(
        page,
        Ingrid="present",
        Helena="present",
        Claire="present",
        Tomasz="present",
        Samuel="excused",
    )
    expect(page.get_by_text("Quorate: 4 of 6 seats are here")).to_be_visible()
    ingrid.look("quorate")

    meeting = bank.read(Meeting.objects.get)
    place = f"{bank.address}/governance/meetings/{meeting.reference}/"
    helena = browse(bank.person("helena"), phone=True)
    phone = helena.visit(place)
    helena.look("meeting")
    phone.get_by_role("link", name="Vote in the review").click()
    phone.get_by_role("link", name="Declare a conflict").click()
    phone.get_by_label("Reason").fill(CONFLICT)
    phone.locator("main form button[type=submit]").last.click()
    phone.wait_for_load_state("networkidle")

    ingrid.visit(place)
    expect(page.get_by_text("Not quorate: 3 of 6 seats are here")).to_be_visible()
    ingrid.look("quorum-lost")
    mark(page, Fatima="present")
    expect(page.get_by_text("Quorate: 4 of 6 seats are here")).to_be_visible()

    for who in ("ingrid", "fatima", "claire"):
        vote_as(bank, browse, who, review, "Approve")
    tomasz = browse(bank.person("tomasz"), theme="dark")
    tomasz.visit(place)
    tomasz.look("before-the-last-vote")
    vote_as_with_conditions(tomasz.page, bank, review.reference)
    decision = bank.read(lambda: Decision.objects.get(review=review))
    assert decision.outcome == Outcome.CONDITIONS

    ingrid.visit(place)
    page.get_by_role("link", name="Result", exact=True).click()
    page.get_by_label("Decided").check()
    page.get_by_label("For the minutes").fill("The works council is asked before the pilot.")
    ingrid.look("result")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Action", exact=True).click()
    page.get_by_label("What", exact=True).fill("Ask the works council")
    page.get_by_label("Who", exact=True).fill(bank.person("marcus").user.email)
    page.get_by_label("By", exact=True).fill(
        f"{timezone.localdate() + dt.timedelta(days=20):%Y-%m-%d}"
    )
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Ask the works council").first).to_be_visible()
    ingrid.look("settled")
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("A draft. Texts and actions can change")).to_be_visible()
    ingrid.look("draft")
    page.get_by_role("button", name="Approve the minutes").click()
    expect(page.get_by_text("Approved by Ingrid Solberg")).to_be_visible()

    download = page.get_by_role("link", name="PDF", exact=True)
    for _try in range(30):
        if download.is_visible():
            break
        page.wait_for_timeout(1000)
        page.reload()
    ingrid.look("approved")
    with page.expect_download(timeout=A_MINUTE) as taken:
        download.click()
    path = tmp_path / "minutes.pdf"
    taken.value.save_as(path)
    words = " ".join("\n".join(one.extract_text() for one in PdfReader(path).pages).split())
    minutes = bank.read(lambda: Minutes.objects.select_related("meeting").get())
    for expected in (
        "Fatima Zahra stood in for Helena Brandt",
        "Helena Brandt was recused",
        "Approved with conditions",
        "Ask the works council",
        minutes.digest,
    ):
        assert expected in words
    assert CONFLICT not in words
    assert minutes.meeting.state == MeetingState.APPROVED

    auditor = browse(bank.person("robert"), theme="dark")
    auditor.visit(f"{place}minutes/")
    auditor.look("minutes")
    reader = browse(bank.person("samuel"), phone=True)
    reader.visit(f"{place}minutes/")
    reader.look("minutes")


def vote_as_with_conditions(page: Page, bank: Bank, reference: str) -> None:
    """Vote from the page of the meeting."""
    page.get_by_role("link", name="Vote in the review").click()
    page.wait_for_url(f"**/reviews/{reference}/**")
    vote(page, "Approve with conditions", "The works council first.", "Agreement is signed")
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    assert bank.address in page.url
