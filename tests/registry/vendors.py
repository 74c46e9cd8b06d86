"""Vendors and items of the stack, made by the actions that make them in use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from registry.actions.stack import StackTerms, add_stack_item
from registry.actions.vendor_papers import Points, evaluate_vendor
from registry.actions.vendors import VendorTerms, approve_vendor, propose_vendor
from registry.choices import Criterion, DataClass, Pledge, StackCategory, StackRing
from registry.models.stack import StackItem
from registry.models.vendors import Vendor

SYSTEM = Actor.system("tests")


def in_days(days: int) -> dt.date:
    """A day from today on the organization's clock."""
    return today_here() + dt.timedelta(days=days)


def terms(owner: Membership, **fields: Any) -> VendorTerms:
    """Everything that an approval asks for, but the evaluation."""
    known = {
        "name": "Acme AI",
        "owner": owner,
        "services": "Language models by API",
        "data_use": "Only to answer.",
        "no_training": Pledge.YES,
        "places": "EU",
        "security": "Encrypted at rest.",
    }
    return VendorTerms(**{**known, **fields})


def new_vendor(owner: Membership, *, by: Membership | None = None, **fields: Any) -> Vendor:
    """A vendor that its owner proposes, unless somebody else does."""
    return propose_vendor(terms(owner, **fields), actor=Actor.member(by or owner))


def evaluate(vendor: Vendor, score: int = 4, actor: Actor = SYSTEM) -> None:
    """The same score by every criterion."""
    evaluate_vendor(vendor, {one: Points(score, "Tried it.") for one in Criterion}, actor=actor)


def approved_vendor(owner: Membership, *, review_in: int = 365, **fields: Any) -> Vendor:
    """A vendor that may be built on."""
    vendor = new_vendor(owner, **fields)
    evaluate(vendor)
    return approve_vendor(vendor, "Fine.", in_days(review_in), actor=SYSTEM)


def new_item(owner: Membership, **fields: Any) -> StackItem:
    """A framework on trial for low tiers and public data."""
    known = {
        "name": "LangGraph",
        "category": StackCategory.FRAMEWORK,
        "ring": StackRing.TRIAL,
        "owner": owner,
        "tiers": ("low",),
        "data_classes": (DataClass.PUBLIC,),
    }
    return add_stack_item(StackTerms(**{**known, **fields}), actor=SYSTEM)
