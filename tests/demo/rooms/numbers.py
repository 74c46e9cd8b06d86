"""Numbers of the year against loops over what happened in it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import last_moment, quarter_of
from tests.metrics.loading import loaded
from tests.metrics.plain.facts import summed
from tests.metrics.plain.portfolio import NUMBERS

QUARTERS = 3


def numbers_of_the_portfolio() -> None:
    """This quarter and the two before it."""
    organization = Organization.objects.get(pk=current_organization_id())
    zone, now = ZoneInfo(organization.timezone), timezone.now()
    world = loaded()
    newest = quarter_of(today_here(), organization.fiscal_year_start_month)
    for quarter in newest.back(QUARTERS):
        as_of = AsOf(quarter, last_moment(quarter, zone, now), zone)
        for code, rows_of in NUMBERS.items():
            kpi, rows = kpi_named(code), rows_of(world, as_of)
            measured = kpi.measured(as_of)
            assert measured.inputs == len(rows), (code, quarter.code)
            plain = summed(rows, kpi.summary)
            is_same = plain == measured.value or abs(plain - measured.value) <= 0.011
            assert is_same, (code, quarter.code, plain, measured.value)
