"""Tell the people of a dataset: its steward, and the owners of what was made from it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.notifications.steps import latest_step
from coe_portal.tenancy.clock import day_here
from governance.queries.involvement import coe_staff
from registry.declarations import datasets as told
from registry.models.datasets import Dataset, DatasetQuerySet
from registry.models.models import ModelVersion
from registry.queries.datasets import versions_made_from

BEFORE: Final = (-30, -7, -1)
WEEK: Final = 7
MOST_NAMED: Final = 10


def tell_steward(dataset: Dataset, actor: Actor) -> None:
    """It is theirs now; who takes one knows."""
    if not actor.is_member(dataset.steward_id):
        notify(
            told.DATASET_GIVEN,
            [dataset.steward],
            dataset,
            context={"dataset": dataset.subject_label},
            url=dataset.get_absolute_url(),
        )


def tell_dependents(dataset: Dataset, actor: Actor) -> None:
    """The owners of models with versions made from it; whoever did it knows."""
    for owner, versions in _by_owner(dataset).items():
        if not actor.is_member(owner.pk):
            notify(
                told.DATASET_GONE,
                [owner],
                dataset,
                context={
                    "dataset": dataset.subject_label,
                    "state": dataset.get_state_display(),
                    "versions": ", ".join(str(one) for one in versions[:MOST_NAMED]),
                    "reason": dataset.state_note,
                },
                url=dataset.get_absolute_url(),
            )


def datasets_to_delete(today: dt.date) -> DatasetQuerySet:
    """Those whose data are to be deleted soon, or should be deleted."""
    rows: DatasetQuerySet = Dataset.objects.to_delete_by(today - dt.timedelta(days=min(BEFORE)))
    return rows


def remind_of_deletion(pk: int, today: dt.date) -> int:
    """Say once for each step that data are to be deleted; how many messages.

    The row is locked, so that two clocks at once do not tell twice.
    """
    rows = Dataset.objects.kept().with_people().filter(pk=pk, delete_by__isnull=False)
    dataset = rows.locked_rows().first()
    if dataset is None or dataset.delete_by is None:
        return 0
    days = (today - dataset.delete_by).days
    after = range(0, max(days, 0) + 1, WEEK)
    began = (day_here(dataset.created_at) - dataset.delete_by).days
    step = latest_step((*BEFORE, *after), days, start=began)
    if step is None:
        return 0
    keepers = [dataset.steward] if dataset.steward.is_current() else list(coe_staff())
    return tell_once([_reminder(dataset, dataset.delete_by, step, one, today) for one in keepers])


def _reminder(
    dataset: Dataset, day: dt.date, step: int, member: Membership, today: dt.date
) -> Reminder:
    return Reminder(
        told.DELETION_OVERDUE if day < today else told.DELETION_DUE,
        member,
        dataset,
        {"dataset": dataset.subject_label, "due": date_format(day, "j F Y")},
        dataset.get_absolute_url(),
        f"{dataset.reference}:deletion:{day:%Y%m%d}:{step}",
    )


def _by_owner(dataset: Dataset) -> Mapping[Membership, list[ModelVersion]]:
    owners: dict[Membership, list[ModelVersion]] = defaultdict(list)
    for version in versions_made_from(dataset):
        owners[version.model.owner].append(version)
    return owners
