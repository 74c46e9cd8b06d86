"""The case file tells what a use case cost, and what was booked to it by mistake."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.actions.costs import void_cost
from metrics.choices import CostCategory
from metrics.dossier.costs import costs_section
from tests.governance.conftest import new_case
from tests.metrics.costs import SYSTEM, booked, month_ago

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def case(member):
    return new_case(member(Role.MODEL_OWNER, name="Olga Owner"))


def test_a_case_without_costs_has_no_such_chapter(case):
    booked()
    assert costs_section(case) is None


def test_the_chapter_tells_of_each_entry_and_sums_up_what_stands(case):
    booked(100, use_case=case, month=month_ago(2), description="Compute of the pilot")
    booked(40, use_case=case, category=CostCategory.EXTERNAL, description="Red team")
    void_cost(booked(60, use_case=case), reason="Booked to the wrong case", actor=SYSTEM)
    chapter = costs_section(case)
    assert chapter.data["standing"] == {"platform": "100.00", "external": "40.00"}
    assert [one["cost"] for one in chapter.data["entries"]] == ["COST-1", "COST-2", "COST-3"]
    page = render_to_string(chapter.template, chapter.context)
    for text in ("Compute of the pilot", "140.00", "Booked to the wrong case", "<del>60.00</del>"):
        assert text in page


def test_costs_of_another_organization_are_not_told(case, other_organization, member):
    with scope(other_organization):
        owner = member(Role.MODEL_OWNER, organization=other_organization)
        booked(999, use_case=new_case(owner))
    assert costs_section(case) is None
