"""Nothing goes live while something went badly wrong with it and is not closed."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.gates.registry import unmet
from coe_portal.tenancy.scope import scope
from governance.actions.incidents import dismiss_incident
from governance.choices import Harm, Severity
from tests.governance.conftest import new_case
from tests.governance.incident_rooms import reported, triaged

pytestmark = pytest.mark.usefixtures("in_scope")
CODE = "governance.no_severe_incident"


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF)


@pytest.fixture
def case(member):
    return new_case(member(name="Olive Owner"))


def held_by(case, gate="production"):
    """The words of the requirement, when it holds the gate closed."""
    return [one.message for one in unmet(gate, case) if one.code == CODE]


@pytest.mark.parametrize("severity", [Severity.HIGH, Severity.CRITICAL])
@pytest.mark.parametrize("harm", [Harm.HARM, Harm.NEAR_MISS])
def test_a_severe_incident_holds_production_until_it_is_closed(case, staff, member, severity, harm):
    incident = triaged(
        reported(member(), harm=harm), staff, use_case=case, severity=severity, harm=harm
    )
    assert held_by(case) == ["Severe incidents are not closed yet: INC-1."]
    assert held_by(case, "pilot") == []
    dismiss_incident(incident, "It was another system.", actor=Actor.member(staff))
    assert held_by(case) == []


def test_lesser_incidents_and_those_of_other_cases_hold_nothing(case, staff, member):
    triaged(reported(member()), staff, use_case=case, severity=Severity.MEDIUM)
    triaged(reported(member()), staff, use_case=new_case(member()), severity=Severity.CRITICAL)
    reported(member(), about=case.reference)
    assert held_by(case) == []


def test_an_incident_elsewhere_holds_nothing_here(case, member, other_organization):
    with scope(other_organization):
        keeper = member(Role.COE_STAFF, organization=other_organization)
        theirs = new_case(member(organization=other_organization))
        triaged(reported(keeper), keeper, use_case=theirs, severity=Severity.CRITICAL)
        assert held_by(theirs) != []
    assert held_by(case) == []
