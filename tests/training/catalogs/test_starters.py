"""The courses that come with the portal are complete, sound, and lose nothing when shown."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from coe_portal.ui.markdown import TAGS, render_markdown
from training.catalogs import load
from training.catalogs.starters import (
    COURSES,
    StarterCourse,
    StarterLesson,
    starter_courses,
    starter_tracks,
)
from training.choices import Audience, QuestionKind
from training.logic.quizzes import Item, flaws, parse_options

COURSE_PARAMS = [pytest.param(one, id=one.slug) for one in starter_courses()]
LESSONS = [lesson for course in starter_courses() for lesson in course.lessons]
LESSON_PARAMS = [pytest.param(one, id=one.key) for one in LESSONS]
MARKS = re.compile(r"[#*|>`_-]+")
TABLE = re.compile(r"^\|[ |:-]*---[ |:-]*\|$", re.MULTILINE)
HEADING = re.compile(r"^### ", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]*)\)")


class Seen(HTMLParser):
    """The tags of a page and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1

    def handle_data(self, data):
        self.text += f" {data}"


def words(markdown: str) -> list[str]:
    return MARKS.sub(" ", LINK.sub("]", markdown)).replace("[", " ").replace("]", " ").split()


def asked(course: StarterCourse) -> int:
    """How many questions one paper has."""
    sizes = Counter(question["pool"] for question in course.questions)
    return sum(course.quiz["draws"].get(pool, size) for pool, size in sizes.items())


def items(course: StarterCourse) -> list[Item]:
    return [
        Item(
            question["key"],
            QuestionKind(question["kind"]),
            parse_options([{"id": str(at), **one} for at, one in enumerate(question["options"])]),
            question["pool"],
        )
        for question in course.questions
    ]


def test_every_folder_is_in_a_track():
    assert {one.slug for one in starter_courses()} == {path.name for path in COURSES.iterdir()}


def test_tracks_name_what_exists():
    slugs = [track.slug for track in starter_tracks()]

    assert len(set(slugs)) == len(slugs)
    assert {track.audience for track in starter_tracks()} <= set(Audience.values)


def test_lesson_keys_and_titles_are_unique_among_all_courses():
    titles = [one.title for one in starter_courses()]

    assert Counter(lesson.key for lesson in LESSONS).most_common(1)[0][1] == 1
    assert Counter(titles).most_common(1)[0][1] == 1


@pytest.mark.parametrize("course", COURSE_PARAMS)
def test_course_has_lessons_files_and_known_words(course):
    files = {path.stem for path in (COURSES / course.slug / "lessons").glob("*.md")}

    assert files == course.keys
    assert 4 <= len(course.lessons) <= 6
    assert course.audience in Audience.values
    assert course.valid_months in {6, 12}


@pytest.mark.parametrize("course", COURSE_PARAMS)
def test_course_teaches_skills_that_come_with_the_portal(course):
    codes = {skill["code"] for area in load("skills")["areas"] for skill in area["skills"]}

    assert course.skills.keys() <= codes
    assert set(course.skills.values()) <= {1, 2, 3, 4}


@pytest.mark.parametrize("lesson", LESSON_PARAMS)
def test_lesson_is_as_long_as_a_lesson_should_be(lesson):
    assert 250 <= len(words(lesson.body)) <= 500


@pytest.mark.parametrize("lesson", LESSON_PARAMS)
def test_lesson_gives_something_to_do(lesson):
    assert re.search(
        r"^### (Try it|Exercise|Checklist|Rewrite|What to do|What you can do|Your first week)",
        lesson.body,
        re.MULTILINE,
    )


@pytest.mark.parametrize("lesson", LESSON_PARAMS)
def test_lesson_loses_nothing_when_it_is_cleaned(lesson: StarterLesson):
    """No raw HTML, no tag that would be dropped, and every word is on the page."""
    page = Seen(str(render_markdown(lesson.body)))

    assert page.tags.keys() <= TAGS
    assert page.tags["table"] == len(
        re.findall(r"^\|[ |:-]*---[ |:-]*\|$", lesson.body, re.MULTILINE)
    )
    assert page.tags["h2"] == len(re.findall(r"^### ", lesson.body, re.MULTILINE))
    assert page.tags["a"] == len(LINK.findall(lesson.body))
    assert letters(page.text) == letters(" ".join(words(lesson.body)))


def letters(text: str) -> str:
    """Letters only: marks and the numbers of lists are drawn, not written."""
    return "".join(character for character in text if character.isalpha())


@pytest.mark.parametrize("lesson", LESSON_PARAMS)
def test_links_are_https(lesson):
    assert [url for url in LINK.findall(lesson.body) if not url.startswith("https://")] == []


@pytest.mark.parametrize("course", COURSE_PARAMS)
def test_quiz_can_be_published_and_passed(course):
    assert flaws(items(course), course.quiz["draws"]) == []
    assert 10 <= asked(course) <= 14
    assert 50 <= course.quiz["pass_percent"] <= 100


@pytest.mark.parametrize("course", COURSE_PARAMS)
def test_quiz_asks_in_all_ways_and_explains(course):
    keys = [question["key"] for question in course.questions]

    assert {question["kind"] for question in course.questions} == set(QuestionKind.values)
    assert len(set(keys)) == len(keys)
    assert [one["key"] for one in course.questions if len(one["explanation"]) < 20] == []


@pytest.mark.parametrize("course", COURSE_PARAMS)
def test_every_pool_has_more_than_is_drawn_in_some(course):
    """So that a second attempt is not the first one again."""
    assert len(course.questions) > asked(course)


@pytest.mark.parametrize("course", COURSE_PARAMS)
def test_several_answers_never_means_all(course):
    """Else ticking everything would be right."""
    multiple = [one for one in course.questions if one["kind"] == QuestionKind.MULTIPLE]

    assert [
        one["key"] for one in multiple if all(option["right"] for option in one["options"])
    ] == []
