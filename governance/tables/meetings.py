"""Meetings of boards as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class MeetingTable(Table):
    caption = _("Meetings")
    columns = (
        REFERENCE,
        Column("title", _("Meeting"), cells.link(), sort=("title",), phone="title"),
        Column("board", _("Board"), value=lambda row: row.board.name, sort=("board__name",)),
        Column("starts_at", _("From"), cells.moment, sort=("starts_at",), phone="end"),
        Column("item_count", _("Items"), cells.number, sort=("item_count",)),
        Column("place", _("Place"), is_default=False),
        Column("secretary", _("Secretary"), cells.person, is_default=False),
        Column("state", _("State"), cells.badge("meeting"), sort=("state",), phone="badge"),
    )
    default_sort = "-starts_at"


class ActionTable(Table):
    caption = _("Actions of meetings")
    columns = (
        Column("text", _("What"), cells.link(), phone="title"),
        Column("owner", _("Who"), cells.person, sort=("owner__user__name",), phone="meta"),
        Column("meeting", _("Meeting"), value=lambda row: row.meeting.subject_label,
               sort=("item__meeting__number",), phone="meta"),
        Column("board", _("Board"), value=lambda row: row.meeting.board.name, is_default=False),
        Column("due_on", _("By"), cells.day, sort=("due_on",), phone="end"),
        Column("done_at", _("Done"), cells.day, sort=("done_at",), is_default=False),
        Column("done_note", _("What came of it"), is_default=False),
        Column("state", _("State"), cells.badge("meeting_action"),
               value=lambda row: (row.state, row.state.label), phone="badge"),
    )  # fmt: skip
    default_sort = "due_on"
