"""Datasets and assets, made by the actions that make them in use."""

from __future__ import annotations

from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from registry.actions.assets import AssetTerms, add_asset, publish_asset
from registry.actions.datasets import DatasetTerms, add_dataset
from registry.actions.operations import InputTerms, add_input
from registry.choices import AssetKind, DataClass, InputKind, InputRole
from registry.models.assets import Asset
from registry.models.datasets import Dataset
from registry.models.models import ModelVersion, VersionInput

SYSTEM = Actor.system("tests")


def new_dataset(steward: Membership, name: str = "Claims", **fields: Any) -> Dataset:
    """A dataset of the catalogue."""
    terms = {"classification": DataClass.CONFIDENTIAL, **fields}
    return add_dataset(DatasetTerms(name=name, steward=steward, **terms), actor=SYSTEM)


def made_from(version: ModelVersion, dataset: Dataset) -> VersionInput:
    """The version was trained on the dataset."""
    terms = InputTerms(kind=InputKind.DATASET, role=InputRole.TRAINING, name="", dataset=dataset)
    return add_input(version, terms, actor=SYSTEM)


def new_asset(
    owner: Membership, name: str = "SAP connector", *, is_draft: bool = False, **fields: Any
) -> Asset:
    """An asset of the library, published unless it is to stay a draft."""
    terms = {"kind": AssetKind.CONNECTOR, "description": "Reads orders.", **fields}
    asset = add_asset(AssetTerms(name=name, owner=owner, **terms), actor=SYSTEM)
    return asset if is_draft else publish_asset(asset, actor=SYSTEM)
