"""The courses and tracks that come with the portal, read from `courses/` and `tracks.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from training.catalogs import FOLDER, load

COURSES: Final = FOLDER / "courses"


@dataclass(frozen=True)
class StarterLesson:
    """A lesson; its key is its own among all starter courses."""

    key: str
    title: str
    minutes: int
    body: str


@dataclass(frozen=True)
class StarterCourse:
    """A course as it comes. `quiz` and `questions` are as its file has them."""

    slug: str
    title: str
    audience: str
    valid_months: int
    counts_as_literacy: bool
    summary: str
    skills: Mapping[str, int]
    lessons: tuple[StarterLesson, ...]
    quiz: Mapping[str, Any]
    questions: tuple[Mapping[str, Any], ...]

    @property
    def keys(self) -> set[str]:
        return {lesson.key for lesson in self.lessons}


@dataclass(frozen=True)
class StarterTrack:
    """A track with the slugs of its courses in order."""

    slug: str
    title: str
    summary: str
    audience: str
    courses: tuple[str, ...]


@cache
def starter_courses() -> tuple[StarterCourse, ...]:
    """All of them, in the order in which a newcomer would take them."""
    slugs = dict.fromkeys(slug for track in starter_tracks() for slug in track.courses)
    return tuple(_course(COURSES / slug) for slug in slugs)


@cache
def starter_tracks() -> tuple[StarterTrack, ...]:
    """All tracks in their order."""
    return tuple(
        StarterTrack(**{**track, "courses": tuple(track["courses"])})
        for track in load("tracks")["tracks"]
    )


def _course(folder: Path) -> StarterCourse:
    facts = json.loads((folder / "course.json").read_text(encoding="utf-8"))
    quiz = json.loads((folder / "quiz.json").read_text(encoding="utf-8"))
    questions = tuple(quiz.pop("questions"))
    lessons = tuple(
        StarterLesson(**lesson, body=_text(folder, lesson["key"])) for lesson in facts["lessons"]
    )
    return StarterCourse(
        **{**facts, "lessons": lessons}, slug=folder.name, quiz=quiz, questions=questions
    )


def _text(folder: Path, key: str) -> str:
    return (folder / "lessons" / f"{key}.md").read_text(encoding="utf-8").strip()
