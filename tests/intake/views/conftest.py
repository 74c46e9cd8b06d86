"""Browsers of the people around one use case, and addresses below their organization."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import Organization
from intake.models import UseCase

Address = Callable[..., str]


@pytest.fixture(autouse=True)
def _alone(published, only_intake_asks):
    """The apps above do not answer to what these screens do."""


@pytest.fixture
def owner(member) -> Membership:
    """A submitter who registered the cases of a test."""
    return member(name="Ana Costa")


@pytest.fixture
def browser(client_for, owner) -> Client:
    return client_for(owner)


@pytest.fixture
def case(register, owner) -> UseCase:
    """A registered case of the owner."""
    return register("Answer claims letters", owner=owner)


@pytest.fixture
def address(organization: Organization) -> Address:
    """`address("UC-1", "answers/sections/business")`: an address of a use case."""

    def make(reference: str, rest: str = "") -> str:
        return f"/{organization.slug}/intake/use-cases/{reference}/{rest and rest + '/'}"

    return make
