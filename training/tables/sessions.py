"""Sessions as a list."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.ui import formats
from coe_portal.ui.tables import Column, Table, cells
from training.queries.sessions import state_of


def _seats_taken(row: Any) -> str:
    """`12 of 20, 3 waiting`; for as many as come only the count."""
    counts = {"taken": row.seated_count, "seats": row.seats, "waiting": row.waiting_count}
    if row.seats is None:
        return formats.number(row.seated_count)
    if row.waiting_count:
        return _("%(taken)s of %(seats)s, %(waiting)s waiting") % counts
    return _("%(taken)s of %(seats)s") % counts


def _session_place(row: Any) -> str:
    return row.place or (_("Online") if row.link else "")


class SessionTable(Table):
    caption = gettext_lazy("Sessions")
    columns = (
        Column("title", gettext_lazy("Session"), cells.link(), sort=("title",), phone="title"),
        Column("kind", gettext_lazy("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("starts_at", gettext_lazy("Begins"), cells.moment, sort=("starts_at",), phone="end"),
        Column("place", gettext_lazy("Place"), value=_session_place, phone="meta"),
        Column("seats", gettext_lazy("Seats"), value=_seats_taken),
        Column("state", gettext_lazy("You"), cells.badge("booking"), state_of, phone="badge"),
        Column("host", gettext_lazy("Host"), cells.person, is_default=False),
        Column("course", gettext_lazy("Course"), is_default=False),
    )
    default_sort = "starts_at"

    @cached_property
    def sort(self) -> str:
        """What is past begins with the last."""
        is_chosen = bool(self.query.get("sort"))
        is_past = self.query.get("time") == "past"
        return "-starts_at" if is_past and not is_chosen else super().sort
