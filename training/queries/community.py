"""What the community shows first, and who is champion where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.revisions import DiffLine, compared
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import unit_tree, with_ancestors
from training.models.community import (
    Answer,
    Article,
    ArticleRevision,
    Champion,
    CommunityQuestion,
    CommunityQuestionQuerySet,
)
from training.models.sessions import CourseSession

SHOWN = 5
MOST_CHAMPIONS = 500


@dataclass(frozen=True)
class CommunityStart:
    """The landing page of the community."""

    sessions: list[CourseSession]
    articles: list[Article]
    questions: list[CommunityQuestion]
    champions: list[Champion]


def champions_of(unit: BusinessUnit, day: dt.date) -> list[Champion]:
    """Champions of a unit on a day; where it has none, those of the nearest unit above.

    Two queries.
    """
    chain = with_ancestors(unit.pk, unit_tree().parents)
    serving = Champion.objects.serving(day).filter(business_unit__in=chain)
    found = list(serving.select_related("business_unit", "member__user")[:MOST_CHAMPIONS])
    nearest = min((chain.index(one.business_unit_id) for one in found), default=0)
    return [one for one in found if one.business_unit_id == chain[nearest]]


def questions_with_counts() -> CommunityQuestionQuerySet:
    """Questions with who asked and how many answered."""
    questions: CommunityQuestionQuerySet = CommunityQuestion.objects.select_related("asker__user")
    return questions.annotate(answered=Count("answers"))


def community_start(member: Membership) -> CommunityStart:
    """Four queries: what comes, what is new, what is open, whom to ask."""
    articles = Article.objects.published().select_related("author__user").defer("body", "search")
    mine = Champion.objects.serving(today_here()).filter(business_unit=member.business_unit_id)
    return CommunityStart(
        sessions=list(CourseSession.objects.upcoming(timezone.now())[:SHOWN]),
        articles=list(articles[:SHOWN]),
        questions=list(questions_with_counts().open()[:SHOWN]),
        champions=list(mine.select_related("business_unit", "member__user")[:SHOWN]),
    )


def answers_of(question: CommunityQuestion) -> list[Answer]:
    """The accepted answer first, then in order of time."""
    answers = list(question.answers.select_related("author__user"))
    return sorted(answers, key=lambda answer: answer.pk != question.accepted_id)


@dataclass(frozen=True)
class RevisionView:
    """A revision, and what it changed of the one before."""

    revision: ArticleRevision
    before: ArticleRevision | None
    lines: list[DiffLine]


def revision_view(article: Article, number: int) -> RevisionView | None:
    """A revision compared with the one before; None when there is none such."""
    found = article.revisions.select_related("author__user")
    shown = found.filter(number=number).first()
    if shown is None:
        return None
    before = found.filter(number=number - 1).first()
    lines = compared(before.body if before else "", shown.body)
    return RevisionView(shown, before, lines)
