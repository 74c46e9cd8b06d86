"""Reviews in which nobody votes: reminders, then the chair, then the sponsor."""

from __future__ import annotations

import datetime as dt

from governance.declarations import reviews as names
from governance.models.reviews import Review
from intake.choices import AssignmentKind
from intake.models.use_cases import Assignment, UseCase
from tests.clock.reference import DAY, ZONE, Matter
from tests.clock.scene import Scene, day_of_year
from tests.governance.conftest import Council, open_for

TICK = dt.timedelta(minutes=12)
SATURDAY = 5


def plant(scene: Scene, cases: list[UseCase], council: Council) -> None:
    """Each case comes before the board on some day of the year."""
    for number, case in enumerate(cases):
        Assignment.objects.create(use_case=case, kind=AssignmentKind.SPONSOR, member=scene.boss)
        day = day_of_year(number, first=2, last=320, stride=11)
        scene.later(day, lambda case=case: _open(scene, case, council), hour=17)


def _open(scene: Scene, case: UseCase, council: Council) -> None:
    expect(scene, open_for(case), [person.pk for person in council.members], [scene.boss.pk])


def expect(scene: Scene, review: Review, voters: list[int], sponsors: list[int]) -> None:
    """What is told of a review in which nobody votes."""
    subject = ("governance.review", review.pk)
    days = review.days * DAY
    half, most, end, chair, sponsor = (
        working(review.opened_at, length)
        for length in (days / 2, days * 4 / 5, days, days + DAY, days + 3 * DAY)
    )
    scene.expect(
        Matter(subject, [half, most, end], names.VOTE_REMINDER.code, voters),
        Matter(subject, [chair], names.REVIEW_OVERDUE.code, voters[:1]),
        Matter(subject, [sponsor], names.REVIEW_OVERDUE.code, sponsors),
    )


def working(start: dt.datetime, length: dt.timedelta) -> dt.datetime:
    """So much time later by the wall clock, counted tick by tick, weekends left out."""
    wall = start.astimezone(ZONE).replace(tzinfo=None)
    while wall.weekday() >= SATURDAY:
        wall = dt.datetime.combine(wall.date() + DAY, dt.time.min)
    while length > dt.timedelta(0):
        if wall.weekday() < SATURDAY:
            length -= TICK
        wall += TICK
    while wall.weekday() >= SATURDAY:
        wall += TICK
    return wall.replace(tzinfo=ZONE)
