"""Where cases belonged is kept by the database, whichever way they come and change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from intake.actions import registration
from intake.actions.registration import Particulars
from intake.models.places import Placement
from intake.models.use_cases import UseCase

pytestmark = pytest.mark.django_db
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def unit(code):
    return BusinessUnit.objects.create(name=code.title(), code=code)


def places():
    rows = Placement.objects.order_by("starts_at", "pk")
    return list(rows.values_list("business_unit__code", "objective", "starts_at", "ends_at"))


def test_a_case_that_changes_its_unit_was_in_the_first_one_until_then(register, actor):
    cards, loans = unit("cards"), unit("loans")
    with time_machine.travel(MAY, tick=False):
        case = register(business_unit_id=cards.pk)
    facts = (case.title, case.summary, case.intended_users)
    with time_machine.travel(JUNE, tick=False):
        registration.change_particulars(
            case,
            Particulars(*facts, owner_id=case.owner_id, business_unit_id=loans.pk),
            actor=actor,
        )

    assert places() == [("cards", "", MAY, JUNE), ("loans", "", JUNE, None)]


def test_a_new_title_is_no_new_place(register, actor):
    case = register()
    facts = Particulars("New", case.summary, case.intended_users, owner_id=case.owner_id)
    registration.change_particulars(case, facts, actor=actor)

    assert len(places()) == 1


def test_a_case_that_names_another_objective_served_the_first_one_until_then(in_scope):
    with time_machine.travel(MAY, tick=False):
        case = UseCase.objects.create(number=1, title="Letters", objective="O1")
    case.objective = "O2"
    with time_machine.travel(JUNE, tick=False):
        case.save()

    assert places() == [(None, "O1", MAY, JUNE), (None, "O2", JUNE, None)]


def test_many_cases_at_once_have_a_place_each(in_scope):
    cards = unit("cards")
    cases = [
        UseCase(number=number, title="Letters", registered_at=MAY, business_unit=cards)
        for number in (1, 2, 3)
    ]
    for case in cases:
        case.enter_organization()
    UseCase.objects.bulk_create(cases)
    assert places() == [("cards", "", MAY, None)] * 3

    UseCase.objects.update(business_unit=None)
    assert [row[0] for row in places() if row[3] is None] == [None] * 3


def test_at_a_moment_a_case_is_in_one_place(in_scope):
    with time_machine.travel(MAY, tick=False):
        case = UseCase.objects.create(number=1, title="Letters", objective="O1")
    case.objective = "O2"
    with time_machine.travel(JUNE, tick=False):
        case.save()

    found = [Placement.objects.at(moment).get().objective for moment in (MAY, JUNE)]
    assert found == ["O1", "O2"]
    assert not Placement.objects.at(datetime(2026, 4, 30, tzinfo=UTC)).exists()


def test_places_belong_to_the_organization_of_their_case(organization, other_organization):
    for place in (organization, other_organization):
        with scope(place):
            UseCase.objects.create(number=1, title="Letters", objective=place.name)

    with scope(other_organization):
        assert Placement.objects.get().objective == "Mercy Hospitals"
