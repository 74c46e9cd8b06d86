"""Vendors and the approved stack as tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


def vendor_of(item: Any) -> str:
    """The name of the vendor of an item, if it has one."""
    return str(item.vendor or "")


class VendorTable(Table):
    caption = _("Vendors")
    columns = (
        REFERENCE,
        Column("name", _("Vendor"), cells.link(), sort=("name",), phone="title"),
        Column("status", _("Status"), cells.badge("vendor"), sort=("status",), phone="badge"),
        Column("no_training", _("No training on our data"), cells.badge("pledge"),
               sort=("no_training",)),
        Column("mean_score", _("Score"), cells.decimal, sort=("mean_score",), phone="meta"),
        Column("model_count", _("Models"), cells.number, sort=("model_count",)),
        Column("contract_until", _("Contract until"), cells.day, sort=("contract_until",)),
        Column("review_on", _("Next review"), cells.day, sort=("review_on",), phone="end"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("places", _("Where data is processed"), is_default=False),
        Column("retention", _("Retention"), is_default=False),
        Column("services", _("What it provides"), is_default=False),
        Column("website", _("Website"), is_default=False),
        Column("status_reason", _("Why"), is_default=False),
        Column("created_at", _("Proposed"), cells.day, sort=("created_at",), is_default=False),
    )  # fmt: skip
    default_sort = "name"


class StackTable(Table):
    caption = _("Approved stack")
    columns = (
        REFERENCE,
        Column("name", _("Name"), cells.link(), sort=("name",), phone="title"),
        Column("category", _("Category"), cells.label, sort=("category",), phone="meta"),
        Column("ring", _("Ring"), cells.badge("stack"), sort=("ring",), phone="badge"),
        Column("vendor", _("Vendor"), value=vendor_of, sort=("vendor__name",)),
        Column("tiers", _("For tiers"), value=lambda item: ", ".join(item.tier_labels)),
        Column("data_classes", _("With data"), value=lambda item: ", ".join(item.data_labels)),
        Column("ring_since", _("Since"), cells.day, sort=("ring_since",)),
        Column("review_on", _("Next review"), cells.day, sort=("review_on",), phone="end"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",), is_default=False),
        Column("note", _("Note"), is_default=False),
        Column("url", _("Address"), is_default=False),
    )  # fmt: skip
    default_sort = "category"
