"""Approvals with a last day: announced, and suspended when it is past."""

from __future__ import annotations

import datetime as dt

from governance.choices import Outcome, Path
from governance.declarations import reviews as asked, validity as names
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from intake.models.use_cases import UseCase
from tests.clock import reviews
from tests.clock.reference import DAY, Matter, days_from, morning
from tests.clock.scene import Scene, day_of_year

# Decisions are numbered by hand, far from those that the portal makes in this year.
FIRST_NUMBER = 10_000
RENEWAL_DAYS = 60


def approve(
    case: UseCase, number: int, *, outcome: Outcome, valid_until: dt.date | None = None
) -> Decision:
    """An approval as the policy makes it, of a case that went on."""
    case.stage = Stage.DISCOVERY
    case.save(update_fields=["stage"])
    decision: Decision = Decision.objects.create(
        number=FIRST_NUMBER + number,
        use_case=case,
        assessment=case.current_assessment,
        gate="discovery",
        path=Path.SELF_SERVICE,
        tier=case.tier,
        outcome=outcome,
        title=case.title,
        started_at=case.submitted_at,
        decided_at=case.submitted_at,
        decided_by="tests",
        valid_until=valid_until,
    )
    return decision


def plant(scene: Scene, cases: list[UseCase], voters: list[int]) -> None:
    """Nobody renews one of low risk; those of high risk come before the board, which is silent."""
    for number, case in enumerate(cases):
        last = day_of_year(number, first=65, last=330, stride=19)
        decision = approve(case, case.number, outcome=Outcome.APPROVED, valid_until=last)
        subject = ("governance.decision", decision.pk)
        over = morning(last + DAY)
        people = [case.owner_id, *scene.coe]
        ahead = days_from(last, -60, -30, -7)
        scene.expect(
            Matter(subject, ahead, names.APPROVAL_ENDS.code, [case.owner_id], until=over),
            Matter(subject, [over], names.APPROVAL_OVER.code, people),
            Matter(subject, [over], names.APPROVAL_EXPIRED.code),
        )
        if case.tier == Tier.HIGH:
            begin = days_from(last, -RENEWAL_DAYS)
            scene.expect(Matter(subject, begin, names.RENEWAL_RUNS.code, [case.owner_id]))
            scene.afterwards.append(lambda case=case: _renewal(scene, case, voters))


def _renewal(scene: Scene, case: UseCase, voters: list[int]) -> None:
    """The review that the clock opened, if it has: its day is known by what the owner was told."""
    for review in Review.objects.filter(use_case=case):
        wanted = Matter(
            ("governance.review", review.pk), [review.opened_at], asked.VOTE_WANTED.code, voters
        )
        scene.expect(wanted)
        reviews.expect(scene, review, voters, scene.coe)
