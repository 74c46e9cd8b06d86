"""A quarter of the bank that is over, with something to tell of."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.logic.periods import Quarter, quarter_of
from tests.stories.conftest import Bank

CASES = ("regulation-radar", "credit-memo", "cv-screening", "interview-mood")


def ended_quarter(bank: Bank) -> Quarter:
    """The quarter before the running one, in which the bank has some use cases already."""
    for key in CASES:
        bank.submitted(key)
    organization = bank.house.organization
    backdate(bank, UseCase.objects.all)
    return quarter_of(today_of(organization), organization.fiscal_year_start_month).shifted(-1)


def backdate(bank: Bank, rows) -> None:
    """Have use cases registered long ago."""
    with scope(bank.house.organization):
        rows().update(registered_at=timezone.now() - dt.timedelta(days=120))
