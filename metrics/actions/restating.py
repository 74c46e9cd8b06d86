"""Restate a past quarter: the new number stands beside the old one, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, RuleViolation
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.turns import take_turn
from metrics.actions.snapshots import KEEPING, Sight, computed
from metrics.declarations.kpis import SNAPSHOTS_RESTATED
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment, quarter_of
from metrics.models.costs import CostEntry
from metrics.models.snapshots import Snapshot
from metrics.permissions.kpis import RESTATE
from registry.models.models import UsageRecord

# What a snapshot says of its number: a correction differs in one of them.
SAID = ("value", "parts", "slices", "inputs", "digest")
LONGEST_REASON = 500
# They count costs in their month and use on its day, whenever it becomes known.
COUNTING_LATE = (
    "adoption_rate",
    "budget_vs_actual",
    "cost_per_model",
    "cost_per_request",
    "cost_per_workflow",
    "infrastructure_cost_per_case",
    "payback",
    "roi",
)
LATE_SINCE = dt.timedelta(days=8)
MOST_AT_NIGHT = 8


@transaction.atomic
def restate(
    organization: Organization,
    quarter: Quarter,
    *,
    reason: str,
    actor: Actor,
    codes: Collection[str] = (),
) -> list[Snapshot]:
    """Compute the numbers of an ended quarter anew, all of them or those of `codes`.

    Returns the corrections: none where history gives what was kept. What was never taken is not
    restated.

    Raises:
        RuleViolation: the quarter has not ended.
    """
    require(actor, RESTATE.code)
    now = timezone.now()
    if quarter.ends_at(ZoneInfo(organization.timezone)) > now:
        raise RuleViolation(_("The quarter still runs: its numbers are updated, not restated."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why it is computed anew.")]})
    return corrected(organization, quarter, reason=reason.strip(), actor=actor, codes=codes)


def corrected(
    organization: Organization,
    quarter: Quarter,
    *,
    reason: str,
    actor: Actor,
    codes: Collection[str] = (),
) -> list[Snapshot]:
    """The corrections, stored and recorded, for whoever has the right to what causes them."""
    take_turn(KEEPING)
    zone, now = ZoneInfo(organization.timezone), timezone.now()
    as_of = AsOf(quarter, last_moment(quarter, zone, now), zone)
    found = list(_corrections(as_of, now, codes))
    for old, new in found:
        new.restates, new.reason = old, reason[:LONGEST_REASON]
        new.save()
    if found:
        record(
            SNAPSHOTS_RESTATED,
            organization,
            actor=actor,
            before={old.kpi_and_quarter: old.value for old, _new in found},
            after={new.kpi_and_quarter: new.value for _old, new in found},
            reason=reason,
        )
    return [new for _old, new in found]


@transaction.atomic
def restate_late_numbers(organization: Organization, *, actor: Actor) -> list[Snapshot]:
    """The corrections of quarters that were over when costs or use of theirs became known.

    Each night: bills of a quarter's last month come in the weeks after its end. What came in the
    last days is looked at, so that nights without a run are made up for.
    """
    require(actor, RESTATE.code)
    running = quarter_of(today_of(organization), organization.fiscal_year_start_month)
    first = _first_late_day(running.starts_on)
    if first is None:
        return []
    reason = _("Costs or the use of models became known when the quarter was over.")
    return [
        new
        for quarter in running.shifted(-1).back(MOST_AT_NIGHT)
        if quarter.ends_on >= first
        for new in corrected(organization, quarter, reason=reason, actor=actor, codes=COUNTING_LATE)
    ]


def _first_late_day(until: dt.date) -> dt.date | None:
    """The first day to which something belongs that became known in the last days."""
    since = timezone.now() - LATE_SINCE
    costs = CostEntry.objects.filter(
        Q(booked_at__gte=since) | Q(voided_at__gte=since), month__lt=until
    )
    used = UsageRecord.objects.filter(updated_at__gte=since, day__lt=until)
    found = (costs.aggregate(first=Min("month")), used.aggregate(first=Min("day")))
    return min((one["first"] for one in found if one["first"]), default=None)


def _corrections(
    as_of: AsOf, now: dt.datetime, codes: Collection[str]
) -> Iterator[tuple[Snapshot, Snapshot]]:
    """What was kept of the quarter's last moment, each with the number that differs from it."""
    kept = Snapshot.objects.by_quarter().standing()
    kept = kept.filter(starts_on=as_of.quarter.starts_on, as_of=as_of.at)
    for old in kept.filter(kpi__in=codes) if codes else kept:
        kpi = kpi_named(old.kpi)
        if kpi is None:
            continue
        new = computed(kpi, Sight(as_of), now)
        if any(getattr(old, name) != getattr(new, name) for name in SAID):
            yield old, new
