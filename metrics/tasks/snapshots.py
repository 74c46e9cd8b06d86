"""The nightly numbers of every organization."""

from __future__ import annotations

from celery import shared_task

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.tenancy.tasks import each_organization, tenant_task
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import quarter_of


@shared_task(name="metrics.take_all_snapshots")
def take_all_snapshots() -> int:
    """Fan out; returns the number of organizations."""
    return each_organization(take_nightly_snapshots, "nightly snapshots")


@tenant_task("metrics.take_nightly_snapshots")
def take_nightly_snapshots() -> None:
    """The running quarter, and the one before in case it has just ended."""
    organization = Organization.objects.get(pk=current_organization_id())
    today = today_of(organization)
    quarter = quarter_of(today, organization.fiscal_year_start_month)
    take_snapshots(organization, quarter.back(2), actor=Actor.system("nightly-snapshots"))
