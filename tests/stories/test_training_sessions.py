"""A course by a date, a full session, a line that moves up, a calendar that knows, attendance."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from tests.fixtures.browser import Browse, Visitor
from tests.stories.conftest import Bank
from training.actions import authoring
from training.actions.sessions import SessionTerms, book, plan_session
from training.choices import SessionKind
from training.models.courses import Course
from training.models.sessions import CourseSession

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

COURSE = "Prompting with care"
SESSION = "Prompt clinic"


def set_the_scene(bank: Bank) -> None:
    """A course without a quiz, and its session, whose only seat Claire has; Priya leads Tomasz."""
    staff = bank.house.actor("marcus")
    tomasz, priya = bank.person("tomasz"), bank.person("priya")
    Membership.objects.filter(pk=tomasz.pk).update(manager=priya)
    course = authoring.create_course(authoring.CourseTerms(COURSE), actor=staff)
    draft = authoring.open_draft(course, actor=staff)
    lesson = authoring.LessonTerms("Examples", "Three say more than a *rule*.")
    authoring.save_lesson(draft, lesson, revision=0, actor=staff)
    authoring.publish_course(draft, "", revision=1, actor=staff)
    # In the morning: one that lasts past midnight stands on two days of the month.
    zone = ZoneInfo(bank.house.organization.timezone)
    tomorrow = timezone.now().astimezone(zone) + dt.timedelta(days=1)
    starts_at = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
    terms = SessionTerms(
        kind=SessionKind.WORKSHOP,
        title=SESSION,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=2),
        host=bank.person("mei"),
        course=Course.objects.get(title=COURSE),
        description="Bring a prompt that **does not work**.",
        place="Room 4.12",
        seats=1,
    )
    book(plan_session(terms, actor=staff), actor=Actor.member(bank.person("claire")))


def month_of_it(bank: Bank) -> str:
    """The address of the month that shows the session."""
    begins: dt.datetime = bank.read(lambda: CourseSession.objects.get().starts_at)
    local = begins.astimezone(ZoneInfo(bank.house.organization.timezone))
    return f"{bank.address}/training/sessions/month/?month={local:%Y-%m}"


def begin(bank: Bank) -> None:
    """An hour later, as the clock of the session tells it."""
    now = timezone.now()
    moved = {"starts_at": now - dt.timedelta(minutes=5), "ends_at": now + dt.timedelta(hours=1)}
    bank.read(lambda: CourseSession.objects.update(**moved))


def subscribe(visitor: Visitor) -> str:
    """Make the address of one's calendar on the page of sessions."""
    visitor.page.get_by_role("button", name="Make an address").click()
    address = visitor.page.locator("code.secret").inner_text()
    return re.sub(r"^https?://[^/]+", "", address)


def test_from_the_due_date_to_the_attendance(bank: Bank, browse: Browse) -> None:
    bank.read(lambda: set_the_scene(bank))
    base = f"{bank.address}/training"
    month = month_of_it(bank)
    due = timezone.localdate() + dt.timedelta(days=30)

    manager = browse(bank.person("priya"))
    page = manager.visit(f"{base}/enrolments/new/")
    page.get_by_label("Course", exact=True).select_option(label=COURSE)
    page.get_by_label(bank.person("tomasz").display_name).check()
    page.get_by_label("Due").fill(due.isoformat())
    manager.look("enrol")
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("link", name=COURSE)).to_be_visible()
    manager.look("enrolled")

    learner = browse(bank.person("tomasz"))
    page = learner.visit(f"{base}/learning/")
    expect(page.get_by_text(f"due {due:%-d %b %Y}")).to_be_visible()
    learner.look("to-do")
    page.get_by_role("link", name="All sessions").click()
    page.get_by_role("link", name=SESSION).click()
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_text("You are the first in the line.")).to_be_visible()
    learner.look("waiting")
    learner.visit(f"{base}/sessions/")
    feed = subscribe(learner)
    learner.look("address")
    assert SESSION not in Client().get(feed).content.decode()

    leaver = browse(bank.person("claire"), theme="dark")
    page = leaver.visit(month)
    expect(page.get_by_role("link", name=f"{SESSION} Has a seat")).to_be_visible()
    leaver.look("month")
    page.get_by_role("link", name=SESSION).click()
    leaver.look("seat")
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="Give my seat back").click()
    expect(page.get_by_role("button", name="Join the waiting list")).to_be_visible()

    page = learner.visit(month)
    expect(page.get_by_role("link", name=f"{SESSION} Has a seat")).to_be_visible()
    learner.look("month")
    assert f"SUMMARY:{SESSION}" in Client().get(feed).content.decode()

    phone = browse(bank.person("tomasz"), phone=True)
    phone.visit(month)
    phone.look("month")
    phone.visit(f"{base}/sessions/")
    phone.look("sessions")
    phone.visit(f"{base}/learning/")
    phone.look("learning")

    begin(bank)
    host = browse(bank.person("mei"))
    page = host.visit(f"{base}/sessions/S-1/")
    page.get_by_label(bank.person("tomasz").display_name).check()
    host.look("attendance")
    page.get_by_role("button", name="Mark attendance").click()
    expect(page.locator("main").get_by_text("Was there", exact=True)).to_be_visible()
    host.look("marked")

    page = learner.visit(f"{base}/learning/")
    expect(page.locator("main").get_by_text("Completed")).to_be_visible()
    learner.look("completed")
