"""The trail as a file: one line per event, with what a hash needs to be checked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.chain import canonical_json
from coe_portal.ui.tables import Column, Table


def _before(event: Any) -> str:
    return canonical_json(event.before)


def _after(event: Any) -> str:
    return canonical_json(event.after)


class TrailTable(Table):
    caption = _("Audit trail")
    columns = (
        Column("sequence", _("No.")),
        Column("at", _("Time"), value=lambda event: event.at.isoformat()),
        Column("actor_label", _("Actor")),
        Column("action", _("Code")),
        Column("label", _("Event")),
        Column("subject_label", _("Object")),
        Column("before", _("Before"), value=_before),
        Column("after", _("After"), value=_after),
        Column("reason", _("Reason")),
        Column("request_id", _("Request")),
        Column("hash", _("Hash")),
    )
