"""The clock of the catalogue: stewards of every organization are reminded of deletions once."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from registry.models.datasets import Dataset
from registry.tasks.datasets import remind_of_all_deletions
from tests.registry.catalogue import new_dataset


def test_stewards_of_every_organization_are_reminded_once(organization, other_organization, member):
    for one in (organization, other_organization):
        steward = member(organization=one, name=f"Steward of {one}")
        with scope(one):
            new_dataset(steward)
            long_ago = timezone.now() - dt.timedelta(days=60)
            yesterday = today_here() - dt.timedelta(days=1)
            Dataset.objects.update(delete_by=yesterday, created_at=long_ago)
    assert (remind_of_all_deletions(), remind_of_all_deletions()) == (2, 2)
    for one in (organization, other_organization):
        with scope(one):
            told = Notification.objects.filter(kind__startswith="registry.deletion")
            assert [row.kind for row in told] == ["registry.deletion_overdue"]
