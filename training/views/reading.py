"""Read a course before it is published, as learners will: lesson by lesson, then the quiz."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import Crumb, PageView
from training.models.courses import Lesson
from training.queries.learning import neighbours
from training.queries.pictures import addresses_of_pictures
from training.queries.reading import Reading, reading_of, sample_paper
from training.views.authoring import AuthorMixin


class ReadingMixin(AuthorMixin):
    """The draft of the course, or what is published while there is none."""

    @cached_property
    def reading(self) -> Reading:
        version = found_or_404(self.draft or self.subject.current_version)
        return reading_of(version)

    @property
    def read_url(self) -> str:
        return org_url("training:read_course", reference=self.subject.reference)


class ReadCoursePage(ReadingMixin, PageView):
    template_name = "training/author/read.html"

    def page(self) -> dict[str, Any]:
        return {"reading": self.reading}


class ReadPartMixin(ReadingMixin):
    """A page inside the course that is read."""

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(self.course_url, self.subject.reference),
            Crumb(self.read_url, self.subject.title),
        ]


class ReadLessonPage(ReadPartMixin, PageView):
    template_name = "training/author/read_lesson.html"

    @cached_property
    def lesson(self) -> Lesson:
        for lesson in self.reading.lessons:
            if lesson.key == self.kwargs["key"]:
                return lesson
        raise Http404

    def page(self) -> dict[str, Any]:
        before, after = neighbours(self.reading.lessons, self.lesson.key)
        return {
            "reading": self.reading,
            "lesson": self.lesson,
            "pictures": addresses_of_pictures(self.reading.version, self.subject),
            "before": before,
            "after": after,
        }


class ReadQuizPage(ReadPartMixin, PageView):
    """The questions; what is right only when the author asks for it."""

    template_name = "training/author/read_quiz.html"

    def page(self) -> dict[str, Any]:
        quiz = found_or_404(self.reading.quiz)
        told = "answers" in self.request.GET
        return {
            "reading": self.reading,
            "samples": sample_paper(quiz, with_answers=told),
            "is_told": told,
        }
