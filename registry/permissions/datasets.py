"""Who sees the catalogue of datasets, who adds to it, and who answers for one of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import EVERYONE, MEMBERS, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from registry.models.datasets import Dataset
from registry.reviewing import ReviewedKind, declare_reviewed

VIEW_DATASETS = permission(
    "registry.view_datasets", label=_("see datasets"), roles=EVERYONE, writes=False
)
ADD_DATASET = permission(
    "registry.add_dataset", label=_("add datasets"), roles=STAFF | {Role.MODEL_OWNER}
)
CHANGE_DATASET = permission(
    "registry.change_dataset", label=_("answer for this dataset"), roles=STAFF
)
DISCUSS_DATASET = permission(
    "registry.discuss_dataset", label=_("comment on a dataset"), roles=MEMBERS
)


@predicate(CHANGE_DATASET.code)
def keeps(member: Membership, dataset: Dataset) -> bool:
    """Its steward."""
    return dataset.steward_id == member.pk


def followers(dataset: Dataset) -> list[Membership]:
    """Who is told of comments."""
    return [dataset.steward]


commentable(
    Dataset,
    key="dataset",
    view=VIEW_DATASETS.code,
    write=DISCUSS_DATASET.code,
    followers=followers,
)
declare_reviewed(
    ReviewedKind(
        Dataset, right=CHANGE_DATASET.code, keeper="steward", live=lambda rows: rows.kept()
    )
)
