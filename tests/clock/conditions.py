"""Approvals with conditions: announced, missed, made good."""

from __future__ import annotations

import datetime as dt

from coe_portal.accounts.actor import Actor
from governance.actions.conditions import confirm_condition, offer_evidence
from governance.choices import Outcome
from governance.declarations import reviews as names
from governance.models.decisions import Condition
from intake.models.use_cases import UseCase
from tests.clock.approvals import approve
from tests.clock.reference import DAY, Matter, days_from, morning
from tests.clock.scene import Scene, day_of_year

NEVER, IN_TIME, AFTERWARDS = range(3)


def plant(scene: Scene, cases: list[UseCase]) -> None:
    """One condition for each case: a third is never met, a third in time, a third too late."""
    for number, case in enumerate(cases):
        condition = Condition.objects.create(
            decision=approve(case, case.number, outcome=Outcome.CONDITIONS),
            use_case=case,
            position=1,
            text="Close the finding.",
            owner=scene.owner(number),
            due_on=day_of_year(number, first=20, last=320),
        )
        fate = number % 3
        settled = _settle(scene, condition, fate) if fate else None
        lapse = morning(condition.due_on + DAY)
        subject = ("governance.condition", condition.pk)
        ahead = days_from(condition.due_on, -7, -1)
        end = min(lapse, settled) if settled else lapse
        told = names.CONDITION_DUE.code
        scene.expect(Matter(subject, ahead, told, [condition.owner_id], until=end))
        if fate != IN_TIME:
            everyone = [case.owner_id, condition.owner_id, *scene.coe]
            scene.expect(
                Matter(subject, [lapse], names.CASE_SUSPENDED.code, everyone),
                Matter(subject, [lapse], names.CONDITION_LAPSED.code),
            )


def _settle(scene: Scene, condition: Condition, fate: int) -> dt.datetime:
    """Three days before its date, or ten days after it."""
    day = condition.due_on + (-3 if fate == IN_TIME else 10) * DAY

    def settle() -> None:
        offer_evidence(condition, "It is done.", actor=Actor.member(condition.owner))
        confirm_condition(condition, actor=Actor.member(scene.staff))

    return scene.later(day, settle)
