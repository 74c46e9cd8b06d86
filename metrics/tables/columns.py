"""Columns that many tables of rows behind a number have."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui import formats
from coe_portal.ui.tables import Column, cells
from intake.choices import Tier

TIERS = dict(Tier.choices)


def tier_then(row: Any) -> tuple[str, str]:
    """The tier at the moment of the number, where its rows tell it."""
    tier = getattr(row, "slice_tier", "") or ""
    return tier, str(TIERS.get(tier, ""))


def month(value: Any, row: Any) -> str:
    """`Oct 2026`, in one line."""
    return cells.reference("" if value is None else formats.month(value), row)


def _case(row: Any) -> str:
    return str(row.use_case.reference) if row.use_case else ""


def case_url(row: Any) -> str:
    """The page of the row's use case."""
    return str(row.use_case.get_absolute_url())


TIER_THEN = Column("slice_tier", _("Risk tier then"), cells.badge("tier"), tier_then, phone="meta")
AMOUNT = Column("amount", _("Counts as"), cells.decimal, sort=("amount",), phone="end")
CASE = Column("use_case", _("Use case"), value=_case, sort=("use_case__number",), phone="meta")
CASE_LINK = Column(
    "reference", _("Id"), cells.link(case_url), _case, sort=("use_case__number",), phone="meta"
)
CASE_TITLE = Column(
    "title",
    _("Use case"),
    value=lambda row: row.use_case.title,
    sort=("use_case__title",),
    phone="title",
)
