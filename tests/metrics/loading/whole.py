"""Everything that the numbers of an organization are made from, read from its plain tables."""

from __future__ import annotations

from tests.metrics.loading.money import ledger_loaded, money_loaded
from tests.metrics.loading.people import platform_loaded, school_loaded, words_loaded
from tests.metrics.loading.portfolio import cases_loaded, people_loaded, portfolio_loaded
from tests.metrics.loading.registry import registry_loaded
from tests.metrics.loading.risk import risk_loaded
from tests.metrics.plain.catalogue import Whole


def loaded():
    """The organization in scope."""
    cases, people = cases_loaded(), people_loaded()
    return Whole(
        portfolio=portfolio_loaded(cases),
        ledger=ledger_loaded(cases),
        money=money_loaded(cases),
        registry=registry_loaded(cases),
        risk=risk_loaded(cases),
        platform=platform_loaded(people),
        school=school_loaded(people),
        words=words_loaded(),
    )
