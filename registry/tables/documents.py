"""Documents of models as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import Column, Table, cells


class DocumentTable(Table):
    caption = _("Model documents")
    columns = (
        Column("title", _("Document"), cells.link(), sort=("title",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("version", _("Version"),
               cells.link(lambda document: document.version.get_absolute_url()),
               sort=("version__model__name", "version__number"), phone="meta"),
        Column("result", _("Result"), cells.badge("document"), sort=("result",), phone="badge"),
        Column("added_by", _("Added by"), cells.person, sort=("added_by__user__name",)),
        Column("added_at", _("Added"), cells.day, sort=("added_at",), phone="end"),
        Column("valid_until", _("Valid until"), cells.day, sort=("valid_until",)),
        Column("summary", _("What it says"), is_default=False),
        Column("made_on", _("Made on"), cells.day, sort=("made_on",), is_default=False),
    )  # fmt: skip
    default_sort = "-added_at"
