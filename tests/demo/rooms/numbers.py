"""Every number of the year against loops over what happened in it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id
from metrics.actions.restating import COUNTING_LATE
from metrics.choices import Summary
from metrics.kpis.registry import KPI, AsOf, all_kpis
from metrics.logic.periods import Quarter, last_moment, quarter_of
from metrics.models.snapshots import NEWEST_FIRST, Snapshot
from tests.metrics.loading.whole import loaded
from tests.metrics.plain.catalogue import NUMBERS
from tests.metrics.plain.facts import Row, parts_and_value

QUARTERS = 5
MEASURED = 2
LATER = timedelta(days=92)
# What the few use cases that are played here have nothing of.
NEVER = {"access_violations", "policy_violations", "regression_failures", "time_to_retrain"}
# What stands at the end of a quarter may stand at none.
MOMENTARY = {"audit_findings", "conditions_overdue", "reviews_overdue", "technical_debt"}


def quarters() -> tuple[Quarter, ...]:
    """The running one and those of the year before it, in order."""
    first_month = _organization().fiscal_year_start_month
    return quarter_of(today_here(), first_month).back(QUARTERS)


def _organization() -> Organization:
    return Organization.objects.get(pk=current_organization_id())


def seen(quarter: Quarter) -> AsOf:
    """The quarter from its last moment, or from now."""
    zone = ZoneInfo(_organization().timezone)
    return AsOf(quarter, last_moment(quarter, zone, timezone.now()), zone)


def kept() -> list[Snapshot]:
    """The newest number of every KPI in every quarter of the year."""
    days = [quarter.starts_on for quarter in quarters()]
    rows = Snapshot.objects.by_quarter().filter(starts_on__in=days)
    return list(rows.order_by("starts_on", "kpi", *NEWEST_FIRST).distinct("starts_on", "kpi"))


def by_hand(rows: list[Row], kpi: KPI) -> tuple[object, ...]:
    """Value, parts and count of rows, as near as rounding allows; what nobody entered is none."""
    parts, value = parts_and_value(rows, kpi.summary)
    if kpi.is_entered and not rows:
        value = None
    return pytest.approx(value, abs=0.011), pytest.approx(parts, abs=0.011), len(rows)


def what_was_kept_is_what_a_loop_gives() -> None:
    """Costs and use count as far as they were known when the number was computed."""
    whole, kpis = loaded(), {kpi.code: kpi for kpi in all_kpis()}
    zone, first_month = ZoneInfo(_organization().timezone), quarters()[0].first_month
    plain, found = {}, {}
    for one in kept():
        as_of = AsOf(quarter_of(one.starts_on, first_month), one.as_of, zone)
        rows = NUMBERS[one.kpi](whole.known_at(one.computed_at), as_of)
        plain[one.kpi_and_quarter] = by_hand(rows, kpis[one.kpi])
        found[one.kpi_and_quarter] = (one.value, one.parts, one.inputs)
    assert len(found) == QUARTERS * len(kpis)
    assert found == plain


def what_is_measured_is_what_a_loop_gives_and_what_it_opens() -> None:
    """The running quarter and those before it, from the same rows as their list."""
    whole, plain, measured, listed = loaded(), {}, {}, {}
    for quarter in quarters()[-MEASURED:]:
        as_of = seen(quarter)
        for kpi in all_kpis():
            name, one = (quarter.code, kpi.code), kpi.measured(as_of)
            plain[name] = by_hand(NUMBERS[kpi.code](whole, as_of), kpi)
            listed[name] = by_hand(_opened(kpi, as_of), kpi)
            measured[name] = (one.value, dict(one.parts), one.inputs)
    assert measured == plain
    assert measured == listed


def _opened(kpi: KPI, as_of: AsOf) -> list[Row]:
    """The rows that a reader sees behind the number."""
    names = ("part", "amount", "base") if kpi.summary == Summary.RATIO else ("part", "amount")
    return [Row(*row) for row in kpi.rows_behind(as_of).values_list(*names)]


def ended_quarters_stay_as_they_were() -> None:
    """What was kept when they ended is what is measured a quarter from today."""
    *_, last, _running = quarters()
    as_of = seen(last)
    then = {one.kpi: one for one in kept() if one.starts_on == last.starts_on}
    with time_machine.travel(timezone.now() + LATER, tick=False):
        now = {kpi.code: kpi.measured(as_of) for kpi in all_kpis() if kpi.code not in COUNTING_LATE}
    proofs = {code: (one.value, one.parts, one.slices, one.digest) for code, one in now.items()}
    assert proofs == {
        code: (one.value, one.parts, one.slices, one.digest)
        for code, one in then.items()
        if code in now
    }


def numbers_of_the_bank_are_there() -> None:
    _all_count_something_but(NEVER | {"revenue_influenced"})


def numbers_of_the_hospital_are_there() -> None:
    _all_count_something_but(
        NEVER | {"data_exposure_events", "revenue_influenced", "time_saved", "total_savings"}
    )


def _all_count_something_but(lacking: set[str]) -> None:
    """Every KPI has rows in one of the quarters."""
    found = {one.kpi for one in kept() if one.inputs}
    assert {kpi.code for kpi in all_kpis()} - found <= lacking | MOMENTARY
