"""The rows behind each number open as a list."""

from __future__ import annotations

from datetime import UTC

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import END
from tests.metrics.plain.portfolio import NUMBERS
from tests.metrics.writing import written

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 4)


def test_the_rows_behind_each_number_are_listed(organization, client_for, member, time_machine):
    time_machine.move_to(END, tick=False)
    with scope(organization):
        written(1, member)
    browser = client_for(member(Role.EXECUTIVE, name="Erin Executive"))
    as_of = AsOf(QUARTER, last_moment(QUARTER, UTC, END), UTC)
    for code in NUMBERS:
        page = browser.get(f"/northbank/metrics/{QUARTER.code}/{code}/")
        assert page.status_code == 200, code
        with scope(organization):
            inputs = kpi_named(code).measured(as_of).inputs
        assert page.context["table"].page.paginator.count == inputs, code


@pytest.mark.parametrize("place", [f"{QUARTER.code}/%s/", "kpis/%s/rows/"])
def test_finance_sees_numbers_but_not_the_people_and_incidents_behind(
    organization, client_for, member, place
):
    money = client_for(member(Role.FINANCE, name="Fay Finance"))
    oversight = client_for(member(Role.EXECUTIVE, name="Erin Executive"))
    for code in ("incident_rate", "audit_findings", "staff_certified", "active_users"):
        address = f"/northbank/metrics/{place % code}"
        assert (money.get(address).status_code, oversight.get(address).status_code) == (403, 200)
    assert money.get(f"/northbank/metrics/{place % 'cases_by_stage'}").status_code == 200
