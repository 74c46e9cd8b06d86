"""The pages of decision rights and the RACI chart."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from governance.actions.rights import RightsTerms, publish_rights
from governance.choices import Holder, OperatingModel
from governance.logic.paths import GATES, REVIEWED_TIERS
from governance.logic.rights import default_holders
from governance.models.rights import DecisionRights, RaciChart
from tests.governance.conftest import OPERATOR

PAGE = "/northbank/governance/decision-rights/"
EDIT = f"{PAGE}edit/"
RACI = "/northbank/governance/raci/"


@pytest.fixture
def staff(council, member, client_for):
    return client_for(member(Role.COE_STAFF))


@pytest.fixture
def sales(in_scope) -> BusinessUnit:
    return BusinessUnit.objects.create(name="Sales", code="sales")


def filled(cells, **more) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    names = {
        f"{tier}.{gate}": cells.get(tier, {}).get(gate, "")
        for tier in REVIEWED_TIERS
        for gate in GATES
    }
    return {**names, "effective_on": today, "reason": "", **more}


def test_everybody_reads_and_only_the_coe_edits(council, member, client_for, staff):
    reader = client_for(member())
    assert "Nothing is published yet" in reader.get(PAGE).content.decode()
    assert reader.get(EDIT).status_code == HTTPStatus.FORBIDDEN
    assert reader.get(f"{RACI}edit/").status_code == HTTPStatus.FORBIDDEN
    assert staff.get(EDIT).status_code == HTTPStatus.OK


def test_the_editor_begins_with_an_operating_model_and_publishes(staff):
    page = staff.get(f"{EDIT}?model=federated").content.decode()
    assert page.count('<option value="unit" selected>') == 15
    sent = staff.post(EDIT, filled(default_holders(OperatingModel.FEDERATED), model="federated"))
    assert sent.headers["Location"] == PAGE
    assert DecisionRights.objects.get().model == "federated"
    assert "0 places differ from what federated begins with" in staff.get(PAGE).content.decode()


def test_differences_are_marked(staff, in_scope):
    cells = {tier: dict(row) for tier, row in default_holders(OperatingModel.HYBRID).items()}
    cells["medium"]["poc"] = Holder.COUNCIL
    staff.post(EDIT, filled(cells, model="hybrid"))
    page = staff.get(PAGE).content.decode()
    assert page.count('class="is-different"') == 1
    assert "instead of: The unit" in page


def test_a_unit_is_edited_apart(staff, sales):
    terms = RightsTerms(
        default_holders(OperatingModel.HYBRID), timezone.localdate(), OperatingModel.HYBRID
    )
    publish_rights(terms, actor=OPERATOR)
    own = f"{EDIT}?unit=sales"
    assert "As the organization" in staff.get(own).content.decode()
    staff.post(own, filled({"high": {"poc": Holder.COUNCIL}}))
    assert DecisionRights.objects.first().units == {str(sales.pk): {"high": {"poc": "council"}}}
    assert "1 place differs" in staff.get(f"{PAGE}?unit=sales").content.decode()
    assert staff.get(f"{PAGE}?unit=nowhere").status_code == HTTPStatus.NOT_FOUND


def test_a_date_in_the_past_is_refused_with_the_form(staff):
    data = filled(default_holders(OperatingModel.HYBRID), model="hybrid")
    answer = staff.post(EDIT, {**data, "effective_on": "2020-01-01"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not DecisionRights.objects.exists()


def test_the_raci_chart_is_shown_changed_and_printed(staff):
    assert "Use-case intake and prioritisation" in staff.get(RACI).content.decode()
    rows = {
        f"0.{part}": "Somebody"
        for part in ("activity", "responsible", "accountable", "consulted", "informed")
    }
    today = timezone.localdate().isoformat()
    gap = staff.post(f"{RACI}edit/", {**rows, "0.accountable": "", "effective_on": today})
    assert gap.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    staff.post(f"{RACI}edit/", {**rows, "effective_on": today})
    assert RaciChart.objects.get().rows[0]["activity"] == "Somebody"
    assert staff.get(f"{RACI}pdf/").content.startswith(b"%PDF")
