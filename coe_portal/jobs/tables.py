"""Jobs as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class JobTable(Table):
    caption = _("Jobs")
    columns = (
        REFERENCE,
        Column("title", _("What"), phone="title"),
        Column("state", _("State"), cells.badge("job"), sort=("state",), phone="badge"),
        Column("percent", _("Done, %"), cells.number),
        Column("created_at", _("Asked for"), cells.moment, sort=("created_at",), phone="meta"),
        Column("finished_at", _("Finished"), cells.moment, sort=("finished_at",)),
    )
    default_sort = "-created_at"
