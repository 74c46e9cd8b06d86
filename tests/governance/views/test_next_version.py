"""Two open the same form: whoever publishes second is told, and overwrites nothing."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.models.boards import PathMatrix
from governance.models.rights import DecisionRights, RaciChart
from governance.models.validity import ValidityTerms

PLACE = "/northbank/governance"


@pytest.fixture
def staff(member, client_for):
    return client_for(member(Role.COE_STAFF))


def entered(page) -> dict[str, object]:
    """What a browser would send back."""
    form = page.context["form"]
    data = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in data.items()}


CASES = [
    (f"{PLACE}/matrix/edit/", PathMatrix, "medium.pilot.days", "7"),
    (f"{PLACE}/decision-rights/edit/", DecisionRights, "medium.pilot", "coe"),
    (f"{PLACE}/raci/edit/", RaciChart, "0.activity", "Feed the cat"),
    (f"{PLACE}/approvals/terms/edit/", ValidityTerms, "medium.valid_months", "7"),
]


@pytest.mark.parametrize(("address", "versions", "field", "value"), CASES)
def test_the_second_of_two_open_pages_is_refused(
    organization, staff, address, versions, field, value
):
    first = staff.get(address)
    with scope(organization):
        data = {**entered(first), "effective_on": timezone.localdate().isoformat()}
    seen = int(re.search(r'name="seen" value="(\d+)"', first.content.decode())[1])

    assert staff.post(address, {**data, field: value, "seen": seen}).status_code == 302
    late = staff.post(address, {**data, "reason": "Mine.", "seen": seen})
    assert late.status_code == 422
    assert "published version" in late.content.decode()
    with scope(organization):
        assert versions.objects.count() == seen + 1
