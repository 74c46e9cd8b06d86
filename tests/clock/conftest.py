"""The organization whose year is played."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from coe_portal.accounts.roles import Role
from coe_portal.settings import env
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from tests.clock import (
    approvals,
    audits,
    conditions,
    evidence,
    incidents,
    policies,
    reviews,
    risks,
    training,
    waivers,
)
from tests.clock.reference import ZONE
from tests.clock.scene import BEGIN, Scene
from tests.fixtures.organizations import MemberFactory, make_organization
from tests.governance.conftest import new_case, new_council
from tests.training.conftest import CourseFactory, course

__all__ = ["course"]

# How many use cases: `make clock` plays 1,000.
CASES = env.number("CLOCK_CASES", 40)
OWNERS = 10
EVERY = 5
APPROVED = 3
TIERS = ("low", "medium", "high")


@pytest.fixture
def scene(transactional_db, member: MemberFactory, course: CourseFactory) -> Scene:
    """Cases of all tiers, and whatever of theirs has a date in this year."""
    organization = make_organization("Pacific", "pacific", timezone=ZONE.key)

    def person(*roles: Role, name: str) -> object:
        return member(*roles, name=name, organization=organization)

    with time_machine.travel(dt.datetime.combine(BEGIN, dt.time(16), dt.UTC), tick=False):
        made = Scene(
            organization=organization,
            size=CASES,
            staff=person(Role.COE_STAFF, name="Sam Staff"),
            boss=person(Role.COE_STAFF, name="Bo Boss"),
            executive=person(Role.EXECUTIVE, name="Eva Executive"),
            owners=[person(Role.SUBMITTER, name=f"Owner {n}") for n in range(OWNERS)],
        )
        with scope(organization):
            _plant(made, person, course)
        # Only one organization has a clock.
        Organization.objects.exclude(pk=organization.pk).update(is_active=False)
    return made


def _tier(number: int) -> str:
    """The board judges every fifth, so that it is of high risk; one reviewer renews none."""
    if number % EVERY == APPROVED:
        return "high" if number % 2 else "low"
    return TIERS[number % len(TIERS)] if number % EVERY else "high"


def _plant(scene: Scene, person: Callable[..., object], course: CourseFactory) -> None:
    for owner in scene.owners:
        owner.manager = scene.boss
        owner.save()
    cases = [
        new_case(scene.owner(number), title=f"Case {number}", tier=_tier(number))
        for number in range(scene.size)
    ]
    conditions.plant(scene, [*cases[1::EVERY], *cases[2::EVERY]])
    waivers.plant(scene, cases[4::EVERY])
    council = new_council(person)
    voters = [voter.pk for voter in council.members]
    approvals.plant(scene, cases[APPROVED::EVERY], voters)
    reviews.plant(scene, cases[::EVERY], council)
    audits.plant(scene, cases[4::EVERY], lead=voters[1])
    evidence.plant(scene, max(5, scene.size // 10))
    incidents.plant(scene, max(4, scene.size // 10))
    policies.plant(scene, max(2, scene.size // 100))
    risks.plant(scene, max(6, scene.size // 5))
    training.plant(scene, course, max(2, scene.size // 50))
