"""Coverage, controls, evidence and the crosswalk as tables."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from governance.models.coverage import CaseCoverage


def percent(value: Any, _row: Any) -> str:
    """A share in percent."""
    return "" if value is None else f"{value} %"


def share_of(row: CaseCoverage) -> int | None:
    """Covered requirements of those that apply; None when none does."""
    return 100 * row.covered // row.applicable if row.applicable else None


class CoverageTable(Table):
    caption = _("Coverage")
    columns = (
        Column("reference", _("Use case"), cells.link(lambda row: row.use_case.get_absolute_url()),
               value=lambda row: row.use_case.reference, sort=("use_case__number",), phone="meta"),
        Column("title", _("Title"), cells.text, value=lambda row: row.use_case.title,
               sort=("use_case__title",), phone="title"),
        Column("framework", _("Framework"), cells.text, value=lambda row: row.framework.name,
               sort=("framework__name",), phone="meta"),
        Column("unit", _("Business unit"), cells.text,
               value=lambda row: str(row.use_case.business_unit or ""),
               sort=("use_case__business_unit__name",)),
        Column("share", _("Covered"), percent, value=share_of, phone="badge"),
        Column("covered", _("Requirements covered"), cells.number, sort=("covered",)),
        Column("partly", _("Partly"), cells.number, sort=("partly",)),
        Column("waived", _("Waived"), cells.number, sort=("waived",)),
        Column("open", _("Open"), cells.number, sort=("open",), phone="end"),
        Column("excluded", _("Do not apply"), cells.number, sort=("excluded",)),
        Column("updated_at", _("Counted"), cells.moment, sort=("updated_at",), is_default=False),
    )  # fmt: skip
    default_sort = "-open"


def standing_of(control: Any) -> tuple[str, str]:
    """Whether valid evidence of an annotated control is here, in a word."""
    if not control.is_active:
        return "retired", str(_("Retired"))
    if control.valid_count:
        return "covered", str(_("Evidence valid"))
    return "open", str(_("No valid evidence"))


class ControlTable(Table):
    caption = _("Controls")
    columns = (
        REFERENCE,
        Column("title", _("Control"), cells.link(), sort=("title",), phone="title"),
        Column("standing", _("State"), cells.badge("standing"), value=standing_of, phone="badge"),
        Column("scope", _("How often"), cells.label, sort=("scope",), phone="meta"),
        Column("gate", _("At the gate"), cells.label, sort=("gate",)),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("valid_count", _("Valid evidence"), cells.number, sort=("valid_count",)),
        Column("link_count", _("Requirements"), cells.number, sort=("link_count",)),
        Column("valid_months", _("Months it holds"), cells.number, is_default=False),
    )  # fmt: skip
    default_sort = "reference"


class EvidenceTable(Table):
    caption = _("Evidence")
    columns = (
        REFERENCE,
        Column("title", _("Evidence"), cells.link(), sort=("title",), phone="title"),
        Column("state", _("State"), cells.badge("evidence"), sort=("state",), phone="badge"),
        Column("control", _("Control"), cells.text, value=lambda row: row.control.title,
               sort=("control__title",), phone="meta"),
        Column("use_case", _("Use case"), cells.text,
               value=lambda row: row.use_case.reference if row.use_case else ""),
        Column("effective_on", _("Holds from"), cells.day, sort=("effective_on",)),
        Column("expires_on", _("Holds until"), cells.day, sort=("expires_on",), phone="end"),
        Column("offered_by", _("Given by"), cells.person, sort=("offered_by__user__name",)),
        Column("settled_by", _("Checked by"), cells.person, sort=("settled_by__user__name",)),
        Column("sha256", _("SHA-256"), cells.text, is_default=False),
    )  # fmt: skip
    default_sort = "expires_on"


def code_link(name: str) -> Any:
    """The code as a link to its requirement."""

    def cell(value: Any, row: Any) -> str:
        framework = getattr(row, name)
        url = framework.get_absolute_url()
        return format_html('<a href="{}requirements/{}/">{}</a>', url, value, value)

    return cell


class CrosswalkTable(Table):
    caption = _("Crosswalk")
    columns = (
        Column("framework", _("Framework"), cells.text, value=lambda row: row.framework.name,
               sort=("framework__name",), phone="meta"),
        Column("code", _("Requirement"), code_link("framework"), sort=("framework__name", "id"),
               phone="title"),
        Column("strength", _("Shares"), cells.badge("mapping"), sort=("strength",),
               phone="badge"),
        Column("to_framework", _("With framework"), cells.text,
               value=lambda row: row.to_framework.name, sort=("to_framework__name",)),
        Column("to_code", _("With requirement"), code_link("to_framework"), sort=("to_code",),
               phone="meta"),
        Column("why", _("Why"), cells.text),
    )  # fmt: skip
    default_sort = "code"
