"""What Celery beat does at night: reminders, what lapses, snapshots of past quarters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from coe_portal.tenancy.scope import scope
from demo.director import Story
from demo.founding import SYSTEM, House
from governance.tasks import incidents
from governance.tasks.audits import check_audits
from governance.tasks.compliance import check_compliance
from governance.tasks.papers import remind_of_papers
from governance.tasks.policies import remind_of_policies
from governance.tasks.reviews import check_conditions, remind_organization, reseat_organization
from governance.tasks.risks import check_risks
from governance.tasks.validity import check_approvals
from governance.tasks.waivers import check_waivers
from metrics.actions.restating import restate_late_numbers
from metrics.tasks.snapshots import take_nightly_snapshots
from registry.tasks.live_reviews import check_live_reviews

EVERY = dt.timedelta(days=3)
WEEK, MONTH = 7, 30
HOUR = 22
# What ends or is due to the day; the rest reminds days ahead, and needs no more than a look a week.
OFTEN = (reseat_organization, remind_organization, incidents.remind_organization, check_conditions)
WEEKLY = (
    *(check_risks, check_audits, check_approvals, check_waivers, remind_of_policies),
    check_live_reviews,
)
MONTHLY = (remind_of_papers, check_compliance, take_nightly_snapshots)


def nights(house: House, first: dt.datetime, now: dt.datetime) -> Story:
    """Every third night from the first day on."""
    moment = first.replace(hour=HOUR, minute=30)
    while moment < now:
        yield moment
        for task in _due(moment):
            task(organization_id=house.organization.pk)
        with scope(house.organization):
            restate_late_numbers(house.organization, actor=SYSTEM)
        moment = timezone.now() + EVERY


def _due(moment: dt.datetime) -> Iterator[Any]:
    """The tasks of a night."""
    yield from OFTEN
    if moment.toordinal() % WEEK < EVERY.days:
        yield from WEEKLY
    if moment.toordinal() % MONTH < EVERY.days:
        yield from MONTHLY
