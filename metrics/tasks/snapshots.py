"""The nightly numbers of every organization."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.tenancy.tasks import each_organization, tenant_task
from metrics.actions.restating import restate_late_numbers
from metrics.actions.snapshots import take_days, take_snapshots
from metrics.logic.periods import quarter_of
from metrics.models.snapshots import Snapshot


@shared_task(name="metrics.take_all_snapshots")
def take_all_snapshots() -> int:
    """Fan out; returns the number of organizations."""
    return each_organization(take_nightly_snapshots, "nightly snapshots")


@tenant_task("metrics.take_nightly_snapshots")
def take_nightly_snapshots() -> None:
    """The day that is over, the quarter before in case it has just ended, and a new one at once.

    Costs and use that came late restate their quarters.
    """
    organization = Organization.objects.get(pk=current_organization_id())
    today, actor = today_of(organization), Actor.system("nightly-snapshots")
    quarter = quarter_of(today, organization.fiscal_year_start_month)
    take_days(organization, [today - dt.timedelta(days=1)], actor=actor)
    is_new = not Snapshot.objects.filter(starts_on=quarter.starts_on).exists()
    take_snapshots(organization, quarter.back(2)[: 2 if is_new else 1], actor=actor)
    restate_late_numbers(organization, actor=actor)
