"""Tell the team of questions, and the voters of answers."""

from __future__ import annotations

from collections.abc import Iterable

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from governance.declarations import questions as told
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.queries.involvement import involvements


def tell_team(kind: NotificationKind, question: TeamQuestion) -> None:
    """Any message about a question to those who answer for the case, once."""
    review = question.review
    parts = involvements(review.use_case, review.assessment)
    team = Membership.objects.current().with_user().filter(pk__in=[one.member for one in parts])
    _tell(kind, team, question, question.answer_url)


def tell_voters(question: TeamQuestion) -> None:
    """The answer, to all who vote and to who asked."""
    voices = voters_of(question.review)
    people = Membership.objects.current().with_user()
    recipients = people.filter(pk__in=voices) | people.filter(pk=question.asked_by_id)
    _tell(told.TEAM_ANSWERED, recipients, question, question.get_absolute_url())


def tell_askers(question: TeamQuestion) -> None:
    """Who asked, and the chair, hear that nothing came."""
    chairs = question.review.seats.filter(is_chair=True, voter__isnull=False).values("voter")
    people = Membership.objects.current().with_user()
    recipients = people.filter(pk__in=chairs) | people.filter(pk=question.asked_by_id)
    _tell(told.TEAM_IS_SILENT, recipients, question, question.get_absolute_url())


def voters_of(review: Review) -> list[int]:
    """Who speaks for a seat."""
    return list(review.seats.filter(voter__isnull=False).values_list("voter", flat=True))


def _tell(
    kind: NotificationKind, people: Iterable[Membership], question: TeamQuestion, url: str
) -> None:
    notify(
        kind,
        people,
        question,
        context={
            "author": question.asked_by.display_name,
            "case": str(question.review.use_case),
            "question": question.text[:500],
            "answer": question.answer[:500],
        },
        url=url,
        key=question.reference,
    )
