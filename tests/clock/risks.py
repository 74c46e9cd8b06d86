"""Risks to review, to treat, and to live with until a day."""

from __future__ import annotations

import datetime as dt

from coe_portal.accounts.models import Membership
from governance.choices import RiskState, TreatmentKind, TreatmentState
from governance.declarations import risks as names
from governance.models.risks import Risk, RiskAcceptance, RiskTreatment
from tests.clock.reference import DAY, Matter, days_from, morning
from tests.clock.scene import BEGIN, Scene, day_of_year
from tests.governance.risks import new_risk

AHEAD = (-30, -7, -1, 0)
# There is no end to the weeks in which somebody is told of what is late.
WEEKLY = tuple(range(7, 372, 7))
FAR = BEGIN + 720 * DAY


def plant(scene: Scene, count: int) -> None:
    """A third waits for its review, a third for its treatment, a third is accepted for a time."""
    for number in range(count):
        due = day_of_year(number, first=35, last=320, stride=29)
        owner = scene.owner(number)
        kind = number % 3
        risk = new_risk(owner, review_on=due if kind == 0 else FAR)
        if kind == 0:
            _review(scene, risk, due)
        elif kind == 1:
            _treat(scene, risk, due, scene.owner(number + 1), is_done=number % 2 == 0)
        else:
            _accept(scene, risk, due)


def _review(scene: Scene, risk: Risk, due: dt.date) -> None:
    reviewed = scene.later(
        due + 20 * DAY, lambda: Risk.objects.filter(pk=risk.pk).update(review_on=FAR)
    )
    scene.expect(
        Matter(
            _subject(risk),
            days_from(due, *AHEAD, *WEEKLY),
            names.RISK_REVIEW_DUE.code,
            [risk.owner_id],
            until=reviewed,
        )
    )


def _treat(scene: Scene, risk: Risk, due: dt.date, treats: Membership, *, is_done: bool) -> None:
    treatment = RiskTreatment.objects.create(
        risk=risk,
        position=1,
        kind=TreatmentKind.REDUCE,
        text="Check answers by hand.",
        owner=treats,
        due_on=due,
    )
    done = scene.later(due + (-3 if is_done else 12) * DAY, lambda: _do(treatment.pk))
    what = names.TREATMENT_DUE.code
    late = days_from(due, 1, *WEEKLY)
    scene.expect(
        Matter(_subject(risk), days_from(due, *AHEAD, *WEEKLY), what, [treats.pk], until=done),
        Matter(_subject(risk), late, what, [risk.owner_id], until=done),
    )


def _do(pk: int) -> None:
    RiskTreatment.objects.filter(pk=pk).update(
        state=TreatmentState.DONE, note="Done.", settled_at=morning(BEGIN)
    )


def _accept(scene: Scene, risk: Risk, until: dt.date) -> None:
    """Told ahead, on the day, and once it is over; nobody does anything about it."""
    RiskAcceptance.objects.create(
        risk=risk,
        accepted_by=scene.executive,
        accepted_at=morning(BEGIN),
        reason="Worth it.",
        score=9,
        expires_on=until,
    )
    Risk.objects.filter(pk=risk.pk).update(state=RiskState.ACCEPTED)
    people = [risk.owner_id, scene.executive.pk]
    over = morning(until + DAY)
    ahead = days_from(until, *AHEAD)
    scene.expect(
        Matter(_subject(risk), ahead, names.ACCEPTANCE_ENDS.code, people, until=over),
        Matter(_subject(risk), [over], names.ACCEPTANCE_OVER.code, people),
        Matter(_subject(risk), [over], names.ACCEPTANCE_ENDED.code),
    )


def _subject(risk: Risk) -> tuple[str, int]:
    return ("governance.risk", risk.pk)
