"""A whole generated history, written as rows and kept as plain Python."""

from __future__ import annotations

import time_machine

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from tests.metrics.building import make_building, store_building
from tests.metrics.history import END, make_history, store
from tests.metrics.people import TARGETS, make_people, store_people
from tests.metrics.plain.portfolio import World


def written(seed, make_member):
    """A history, stored in the organization in scope."""
    cases = make_history(seed, count=80)
    models, assets = make_building(seed, cases)
    people = make_people(seed)
    store(cases)
    units = {unit.code: unit for unit in BusinessUnit.objects.all()}
    stored = UseCase.objects.order_by("number")
    use_cases = {id(case): row for case, row in zip(cases, stored, strict=True)}
    with time_machine.travel(END, tick=False):
        owner = make_member(Role.MODEL_OWNER, name="Owner")
    store_building(models, assets, owner=owner, units=units, use_cases=use_cases)
    store_people(people, make_member=make_member, units=units)
    return World(cases, models, assets, people, TARGETS)
