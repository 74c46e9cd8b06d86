"""Courses, articles and sessions in the search over everything."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from coe_portal.ui import formats
from training.choices import ArticleState
from training.models.community import Article
from training.models.courses import Course
from training.models.sessions import CourseSession
from training.permissions import VIEW_CATALOGUE, articles_visible_to
from training.queries.catalogue import offered_courses

TRAINING = VIEW_CATALOGUE.code


def find_courses(_member: Membership, text: str) -> QuerySet[Course]:
    """What one can enrol in, by words of title and summary, or by reference."""
    found = Course.objects.offered().by_reference(text) | offered_courses(text=text)
    return found.order_by("title", "pk")


def course_hit(course: Course) -> Hit:
    note = course.get_audience_display()
    return Hit(course.reference, course.title, course.get_absolute_url(), note)


def find_articles(member: Membership, text: str) -> QuerySet[Article]:
    """By words of title and text, or by reference; what everybody reads comes first."""
    published = When(state=ArticleState.PUBLISHED, then=Value(0))
    place = Case(published, default=Value(1), output_field=IntegerField())
    found = articles_visible_to(member).matching(text).defer("body", "search")
    return found.order_by(place, "-published_at", "-pk")


def article_hit(article: Article) -> Hit:
    is_published = article.state == ArticleState.PUBLISHED
    note = formats.day(article.published_at) if is_published else article.get_state_display()
    return Hit(article.reference, article.title, article.get_absolute_url(), note)


def find_sessions(_member: Membership, text: str) -> QuerySet[CourseSession]:
    """By the title or the reference, the latest first."""
    sessions = CourseSession.objects.all()
    found = sessions.by_reference(text) | sessions.filter(title__icontains=text)
    return found.order_by("-starts_at", "-pk")


def session_hit(session: CourseSession) -> Hit:
    called_off = session.cancelled_at is not None
    note = _("Called off") if called_off else formats.moment(session.starts_at)
    return Hit(session.reference, session.title, session.get_absolute_url(), note)


searchable(
    "courses",
    label=_("Courses"),
    icon="graduation-cap",
    permission=TRAINING,
    find=find_courses,
    hit=course_hit,
    listing="training:catalogue",
    order=30,
)
searchable(
    "articles",
    label=_("Knowledge base"),
    icon="book-open",
    permission=TRAINING,
    find=find_articles,
    hit=article_hit,
    listing="training:articles",
    order=40,
)
searchable(
    "sessions",
    label=_("Sessions"),
    icon="calendar-days",
    permission=TRAINING,
    find=find_sessions,
    hit=session_hit,
    listing="training:sessions",
    listing_query={"time": "all"},
    order=50,
)
