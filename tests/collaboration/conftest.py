"""A use case to talk about, in two organizations."""

from __future__ import annotations

import pytest

from coe_portal.tenancy.scope import scope
from intake.models import UseCase


@pytest.fixture
def use_case(in_scope) -> UseCase:
    return UseCase.objects.create(number=1, title="Answer claims letters", summary="Drafts")


@pytest.fixture
def foreign_case(other_organization) -> UseCase:
    with scope(other_organization):
        return UseCase.objects.create(number=1, title="Triage", summary="Secret of the hospital")
