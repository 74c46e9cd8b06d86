"""The people of a model, a case at pilot, and a version that serves it."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.governance.conftest import new_council
from tests.registry.models import new_model, new_version, pilot_case


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def developer(member):
    return member(name="Dev Developer")


@pytest.fixture
def validator(member):
    return member(Role.REVIEWER, name="Val Validator")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def council(organization, member):
    """Four seats before which high-risk cases go."""
    with scope(organization):
        return new_council(member)


@pytest.fixture
def case(organization, member):
    business = member(name="Bea Business")
    with scope(organization):
        return pilot_case(business)


@pytest.fixture
def model(organization, owner, case):
    with scope(organization):
        return new_model(owner, use_case=case.reference)


@pytest.fixture
def version(organization, model, developer):
    with scope(organization):
        return new_version(model, developer)
