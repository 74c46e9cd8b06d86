"""What Celery beat does at night: reminders, what lapses, snapshots of past quarters."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from demo.director import Story
from demo.founding import House
from governance.tasks import incidents
from governance.tasks.audits import check_audits
from governance.tasks.compliance import check_compliance
from governance.tasks.papers import remind_of_papers
from governance.tasks.policies import remind_of_policies
from governance.tasks.reviews import check_conditions, remind_organization, reseat_organization
from governance.tasks.risks import check_risks
from governance.tasks.validity import check_approvals
from governance.tasks.waivers import check_waivers
from metrics.tasks import take_nightly_snapshots

EVERY = dt.timedelta(days=3)
HOUR = 22


def nights(house: House, first: dt.datetime, now: dt.datetime) -> Story:
    """Every third night from the first day on."""
    moment = first.replace(hour=HOUR, minute=30)
    while moment < now:
        yield moment
        reseat_organization(organization_id=house.organization.pk)
        remind_organization(organization_id=house.organization.pk)
        incidents.remind_organization(organization_id=house.organization.pk)
        check_conditions(organization_id=house.organization.pk)
        check_risks(organization_id=house.organization.pk)
        check_audits(organization_id=house.organization.pk)
        check_approvals(organization_id=house.organization.pk)
        check_waivers(organization_id=house.organization.pk)
        remind_of_policies(organization_id=house.organization.pk)
        if moment.day <= EVERY.days:  # these need no more than a look a month
            remind_of_papers(organization_id=house.organization.pk)
            check_compliance(organization_id=house.organization.pk)
            take_nightly_snapshots(organization_id=house.organization.pk)
        moment = timezone.now() + EVERY
