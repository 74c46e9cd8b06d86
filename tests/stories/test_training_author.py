"""An author shows a picture, reads the draft through, and puts the course into a track."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.fixtures.browser import Browse
from tests.training.papers import PNG, write_course
from training.actions import authoring
from training.models.courses import Course

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.fixture
def course(organization, author) -> Course:
    with scope(organization):
        actor = Actor.member(author)
        made = write_course(actor)
        authoring.open_draft(made, actor=actor)
        return made


@pytest.fixture
def author(member):
    return member(Role.COE_STAFF, name="Ada Author")


@pytest.mark.parametrize(
    ("theme", "phone"), [("light", False), ("dark", True)], ids=["desk", "phone"]
)
def test_author(course, author, browse: Browse, theme: str, *, phone: bool) -> None:
    visitor = browse(author, theme=theme, phone=phone)
    page = visitor.visit(f"/northbank/training/author/{course.reference}/pictures/")
    page.get_by_label("Picture").set_input_files(
        {"name": "flow.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("](picture:flow)")).to_be_visible()
    assert is_loaded(page, "The picture flow")
    visitor.look("pictures")
    write_lesson(page, course)
    visitor.look("lesson")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Read the draft").click()
    visitor.look("draft")
    page.get_by_role("link", name="Where data goes").click()
    assert is_loaded(page, "Data goes in")
    visitor.look("reading")
    page.get_by_role("link", name="On to the quiz").click()
    visitor.look("quiz")
    page.get_by_role("link", name="Show answers").click()
    expect(page.get_by_text("Check it · Cite it")).to_be_visible()
    visitor.look("answers")
    make_track(page, visitor.address)
    visitor.look("track")


def write_lesson(page: Page, course: Course) -> None:
    page.goto(re.sub(r"pictures/$", "lessons/new/", page.url))
    page.get_by_label("Title").fill("Where data goes")
    page.get_by_label("Text").fill("## The flow\n\n![Data goes in](picture:flow)\n\nAnd out.")
    expect(page.get_by_role("img", name="Data goes in")).to_be_attached()


def is_loaded(page: Page, text: str) -> bool:
    """Whether the browser could show the picture."""
    picture = page.get_by_role("img", name=text)
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    return bool(picture.evaluate("one => one.naturalWidth > 0"))


def make_track(page: Page, address: str) -> None:
    page.goto(f"{address}/northbank/training/author/tracks/new/")
    page.get_by_label("Title").fill("First steps")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Course").select_option(label="AI for all")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="AI for all")).to_be_visible()
