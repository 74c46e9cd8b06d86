"""A voter learns, fails, passes, is verified, lapses, is refused, renews and votes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.activities import VOTE
from tests.fixtures.browser import Browse, Visitor
from tests.stories.conftest import Bank
from tests.stories.voting import enter_room, open_review, vote
from training.actions import authoring
from training.actions.requirements import RequirementTerms, require_course
from training.choices import QuestionKind
from training.logic.quizzes import Option
from training.models.certificates import Certificate
from training.models.courses import Course
from training.queries.currency import is_current

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

RIGHT = {
    "May a model decide alone about a loan?": ["No, a person decides"],
    "What belongs into a packet?": ["The assessment", "The documents"],
    "Silence approves.": ["False"],
}
STEPS = ("Read the packet", "Weigh the risks", "Vote")


def write_course(bank: Bank) -> Course:
    """Two lessons and a question of each kind, required of voters."""
    actor = bank.house.actor("marcus")
    course = authoring.create_course(
        authoring.CourseTerms("Responsible AI for reviewers", valid_months=6), actor=actor
    )
    draft = authoring.open_draft(course, actor=actor)
    lessons = {"Read a packet": "## Begin with the packet\n\nIt is frozen.", "Vote": "Say *why*."}
    for revision, (title, body) in enumerate(lessons.items()):
        authoring.save_lesson(
            draft, authoring.LessonTerms(title, body), revision=revision, actor=actor
        )
    for revision, terms in enumerate(questions(), start=2):
        authoring.save_question(draft, terms, revision=revision, actor=actor)
    authoring.publish_course(draft, "", revision=6, actor=actor)
    terms = RequirementTerms(VOTE.code, course, timezone.localdate())
    require_course(terms, actor=actor)
    return course


def questions() -> list[authoring.QuestionTerms]:
    def options(*wrong: str, right: list[str]) -> tuple[Option, ...]:
        return tuple(Option("", text, right=text in right) for text in [*right, *wrong])

    alone, packet, silence = RIGHT
    kinds = QuestionKind
    return [
        authoring.QuestionTerms(
            kinds.SINGLE, alone, options("Yes", right=RIGHT[alone]), explanation="Article 14."
        ),
        authoring.QuestionTerms(
            kinds.MULTIPLE, packet, options("The lunch menu", right=RIGHT[packet])
        ),
        authoring.QuestionTerms(kinds.TRUE_FALSE, silence, options("True", right=RIGHT[silence])),
        authoring.QuestionTerms(
            kinds.ORDERING, "Bring into order.", tuple(Option("", step) for step in STEPS)
        ),
    ]


def learn(page: Page) -> None:
    """Begin and read both lessons, to the door of the quiz."""
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Read, on to the next").click()
    page.get_by_role("button", name="Read, on to the quiz").click()
    page.get_by_role("button", name="Take the quiz").click()


def answer(visitor: Visitor, *, wrong: bool = False) -> None:
    """Fill in the paper, with the keyboard's controls, and hand it in."""
    page = visitor.page
    for question, texts in RIGHT.items():
        group = page.get_by_role("group", name=question)
        for text in texts:
            group.get_by_label(text, exact=True).check()
    if wrong:
        group = page.get_by_role("group", name="May a model decide")
        group.get_by_label("Yes", exact=True).check()
    for place, step in enumerate(STEPS, start=1):
        page.get_by_label(step, exact=True).select_option(str(place))
    visitor.look("paper")
    page.get_by_role("button", name="Hand in").click()


def test_from_the_first_lesson_to_the_vote(bank: Bank, browse: Browse) -> None:
    course = bank.read(lambda: write_course(bank))
    review = open_review(bank, bank.submitted("cv-screening"))
    tomasz = bank.person("tomasz")

    visitor = browse(tomasz)
    page = enter_room(visitor, bank, review)
    expect(page.get_by_text("You cannot vote yet")).to_be_visible()
    visitor.look("refused-untrained")
    page.get_by_role("link", name=course.title).click()
    visitor.look("course")
    page.get_by_role("button", name="Enrol").click()
    visitor.look("enrolled")
    learn(page)

    answer(visitor, wrong=True)
    expect(page.get_by_role("heading", name="Not passed this time")).to_be_visible()
    expect(page.get_by_text("75 % right")).to_be_visible()
    expect(page.get_by_text("Article 14.")).to_have_count(0)
    visitor.look("failed")
    page.get_by_role("button", name="Try again").click()
    answer(visitor)
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()
    expect(page.get_by_text("Article 14.")).to_be_visible()
    visitor.look("passed")

    page.get_by_role("link", name="Certificate", exact=True).click()
    page.get_by_label("Anybody with the link can verify it").check()
    page.get_by_label("Show my name").check()
    page.get_by_role("button", name="Save").click()
    visitor.look("certificate")
    certificate = bank.read(lambda: Certificate.objects.get(member=tomasz))
    address = f"{bank.address}/training/verify/{certificate.public_id}/"
    stranger = browse(phone=True)
    stranger.visit(address)
    expect(stranger.page.get_by_text(tomasz.display_name)).to_be_visible()
    expect(stranger.page.get_by_text("Valid", exact=True)).to_be_visible()
    stranger.look("verified")

    later = timezone.now() + dt.timedelta(days=200)
    with time_machine.travel(later):
        assert not bank.read(lambda: is_current(tomasz, VOTE.code))
        stranger.visit(address)
        expect(stranger.page.get_by_text("Lapsed", exact=True)).to_be_visible()
        renewing = browse(tomasz, theme="dark")
        page = enter_room(renewing, bank, review)
        expect(page.get_by_text("You cannot vote yet")).to_be_visible()
        renewing.look("refused-lapsed")
        page.get_by_role("link", name=course.title).click()
        page.get_by_role("button", name="Take it again").click()
        learn(page)
        answer(renewing)
        expect(page.get_by_role("heading", name="You passed")).to_be_visible()
        page = enter_room(renewing, bank, review)
        vote(page, "Approve", "I know now what I read.")
        expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
        renewing.look("voted")
    assert bank.read(lambda: Certificate.objects.filter(member=tomasz).count()) == 2
