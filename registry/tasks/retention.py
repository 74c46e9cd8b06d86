"""Observations that nobody keeps any more go by night: whole months where all agree, else parts."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from celery import shared_task
from celery.schedules import crontab
from dateutil.relativedelta import relativedelta
from django.db import OperationalError, transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.partitions import drop_month, months_before
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.actions.retention import erase_part, note_dropped_month
from registry.models.models import ModelVersion
from registry.models.monitoring import Observation
from registry.models.retention import FEWEST_MONTHS
from registry.queries.retention import versions_with_old

logger = logging.getLogger(__name__)

SCHEDULE = [
    Schedule(
        "registry-retention",
        task="registry.erase_all_observations",
        when=crontab(minute="50", hour="1"),
    ),
]
RETENTION: Final = Actor.system("retention")
MONTHS_A_NIGHT: Final = 24
PARTS_A_NIGHT: Final = 500


@shared_task(name="registry.erase_all_observations")
def erase_all_observations() -> int:
    """Months that no organization keeps go first: that is quick. Then each erases its own rest."""
    drop_old_months()
    return each_organization(erase_observations, "observations of all organizations")


def drop_old_months() -> int:
    """Drop whole months, the oldest first; how many."""
    table = Observation._meta.db_table
    today = timezone.now().astimezone(dt.UTC).date()
    months = months_before(table, today - relativedelta(months=FEWEST_MONTHS))
    return sum(_drop(table, month) for month in months[:MONTHS_A_NIGHT])


def _drop(table: str, month: dt.date) -> bool:
    """One month in its own transaction, told to each organization that had something in it."""
    try:
        with transaction.atomic():
            dropped = drop_month(table, month)
            for organization_id, count in (dropped or {}).items():
                with scope(organization_id):
                    note_dropped_month(month, count, actor=RETENTION)
    except OperationalError:
        logger.warning("Observations of %s are in use: their month stays this night.", month)
        return False
    return dropped is not None


@tenant_task("registry.erase_observations", opens_scope=False)
def erase_observations(*, organization_id: int) -> int:
    """Part by part, each in its own transaction; how many observations. The next night goes on."""
    with scope(organization_id):
        waiting = versions_with_old()
    erased, parts = 0, 0
    while waiting and parts < PARTS_A_NIGHT:
        count = _erase_one(organization_id, waiting[-1])
        erased, parts = erased + count, parts + 1
        if not count:
            waiting.pop()
    return erased


def _erase_one(organization_id: int, pk: int) -> int:
    with scope(organization_id):
        version = ModelVersion.objects.select_related("model").filter(pk=pk).first()
        return 0 if version is None else erase_part(version, actor=RETENTION)
