"""Incidents as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class IncidentTable(Table):
    caption = _("Incidents")
    columns = (
        REFERENCE,
        Column("title", _("Title"), cells.link(), sort=("title",), phone="title"),
        Column("use_case", _("Use case"),
               value=lambda row: row.use_case.reference if row.use_case else row.about,
               phone="meta"),
        Column("severity", _("Severity"), cells.badge("severity"), sort=("severity",)),
        Column("harm", _("Harm"), cells.badge("harm"), sort=("harm",)),
        Column("kind", _("Touches"), sort=("kind",),
               value=lambda row: row.get_kind_display(), is_default=False),
        Column("state", _("State"), cells.badge("incident"), sort=("state",), phone="badge"),
        Column("lead", _("Lead"), cells.person, value=lambda row: row.lead,
               sort=("lead__user__name",)),
        Column("next_due_at", _("Next deadline"), cells.moment, sort=("next_due_at",),
               phone="end"),
        Column("noticed_at", _("Noticed"), cells.day, sort=("noticed_at",), is_default=False),
        Column("reported_at", _("Reported"), cells.day, sort=("reported_at",)),
        Column("closed_at", _("Closed"), cells.day, sort=("closed_at",), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
