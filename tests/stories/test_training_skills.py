"""Skills are stated, judged and compared; what is known is written down and asked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from coe_portal.accounts.models import Membership
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from training.actions import authoring
from training.actions.skill_catalogue import give_job_role, install_standard_set
from training.models.skills import CourseSkill, JobRole, Skill

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

COURSE = "Statistics for people in a hurry"


def set_the_scene(bank: Bank) -> None:
    """Skills, a job role for Tomasz, whose manager is Marcus, and a course that helps."""
    actor = bank.house.actor("marcus")
    install_standard_set(actor=actor)
    tomasz = bank.person("tomasz")
    Membership.objects.filter(pk=tomasz.pk).update(manager=bank.person("marcus"))
    give_job_role(JobRole.objects.get(code="data-scientist"), tomasz, actor=actor)
    course = authoring.create_course(authoring.CourseTerms(COURSE), actor=actor)
    draft = authoring.open_draft(course, actor=actor)
    lesson = authoring.LessonTerms("Averages", "An average hides *much*.")
    authoring.save_lesson(draft, lesson, revision=0, actor=actor)
    authoring.publish_course(draft, "", revision=1, actor=actor)
    CourseSkill.objects.create(course=course, skill=Skill.objects.get(code="statistics"), level=4)


def test_skills_from_the_first_word_to_the_course(bank: Bank, browse: Browse) -> None:
    bank.read(lambda: set_the_scene(bank))
    base = f"{bank.address}/training"

    learner = browse(bank.person("tomasz"))
    page = learner.visit(f"{base}/skills/")
    page.get_by_text("Analytical problem solving").click()
    page.get_by_label("Level of Statistics").select_option("3")
    expect(page.get_by_text("Saved.").first).to_be_visible()
    expect(page.locator("#skill-statistics").get_by_text("1 missing")).to_be_visible()
    expect(page.get_by_text("3 Proficient → 4 Expert")).to_be_visible()
    learner.look("stated")

    manager = browse(bank.person("marcus"), theme="dark")
    page = manager.visit(f"{base}/skills/people/?area=analysis")
    manager.look("heat-map")
    page.get_by_role("link", name=bank.person("tomasz").display_name, exact=True).click()
    page.get_by_text("Analytical problem solving").click()
    page.get_by_label("Level of Statistics").select_option("1")
    expect(page.locator("#skill-statistics").get_by_text("3 missing")).to_be_visible()
    manager.look("judged")
    page = manager.visit(f"{base}/skills/units/?area=analysis&measure=share")
    expect(page.get_by_role("cell", name="0% 0 of 1").first).to_be_visible()
    manager.look("units")
    page = manager.visit(f"{base}/skills/gaps/?area=analysis")
    expect(page.get_by_role("link", name=f"{COURSE} (to level 4)")).to_be_visible()
    manager.look("gaps")
    manager.visit(f"{base}/literacy/")
    manager.look("literacy")
    manager.visit(f"{base}/literacy/evidence/")
    manager.look("evidence")

    phone = browse(bank.person("tomasz"), phone=True)
    page = phone.visit(f"{base}/skills/")
    phone.look("gap")
    page.get_by_role("link", name=COURSE).click()
    expect(page.get_by_role("heading", name=COURSE)).to_be_visible()
    phone.look("course")
    phone.visit(f"{base}/skills/people/")
    phone.look("heat-map")


def test_what_is_known_is_written_and_asked_for(bank: Bank, browse: Browse) -> None:
    base = f"{bank.address}/training"

    author = browse(bank.person("tomasz"))
    page = author.visit(f"{base}/community/")
    author.look("community")
    page.get_by_role("link", name="Write an article").click()
    page.get_by_label("Title").fill("Letters that sound like us")
    page.get_by_label("Text", exact=False).first.fill("### Tone\n\nGive it **three examples**.")
    page.get_by_label("Tags", exact=False).fill("prompting, letters")
    author.look("writing")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Letters that sound like us")).to_be_visible()
    author.look("draft")

    staff = browse(bank.person("marcus"), theme="dark")
    page = staff.visit(f"{base}/articles/KB-1/")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Everybody can read the article now.").first).to_be_visible()

    page = author.visit(f"{base}/community/")
    page.get_by_label("Search the knowledge base").fill("example")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Letters that sound like us").click()
    expect(page.get_by_text("three examples")).to_be_visible()
    author.look("found")

    page = author.visit(f"{base}/community/questions/")
    page.get_by_role("link", name="Ask a question").first.click()
    page.get_by_label("Question").first.fill("May I use it for letters to customers?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Nobody has answered yet.")).to_be_visible()
    author.look("asked")

    page = staff.visit(f"{base}/community/questions/Q-1/")
    page.get_by_label("Your answer").fill("Yes, when **you** read them first.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is there.").first).to_be_visible()

    phone = browse(bank.person("tomasz"), phone=True)
    page = phone.visit(f"{base}/community/questions/Q-1/")
    page.get_by_role("button", name="This helped").click()
    expect(page.get_by_text("Accepted answer")).to_be_visible()
    phone.look("accepted")
    phone.visit(f"{base}/community/")
    phone.look("community")
