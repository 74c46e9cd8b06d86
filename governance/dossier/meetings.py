"""Meetings that dealt with a case: what came of it there, and which minutes say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.choices import AgendaResult, MeetingState
from governance.dossier.kept import newest
from governance.models.meetings import AgendaItem
from intake.models.use_cases import UseCase

OVER = (MeetingState.CLOSED, MeetingState.APPROVED)


@section("meetings", order=45, title=_("Meetings"), starts_page=False)
def meetings_section(subject: Model) -> Section | None:
    """Each time that the case, its appeal or a condition was on the agenda of a meeting held.

    What a meeting said is told once its minutes are approved, as auditors read them.
    """
    if not isinstance(subject, UseCase):
        return None
    about = Q(review__use_case=subject) | Q(appeal__use_case=subject)
    rows = AgendaItem.objects.filter(
        about | Q(condition__use_case=subject), meeting__state__in=OVER
    )
    rows = rows.select_related("meeting__board", "meeting__minutes__approved_by__user")
    kept = newest(rows.order_by("-meeting__starts_at", "-position"))
    if not kept.rows:
        return None
    shown = [Told(item, _told(item)) for item in kept.rows]
    return Section(
        "pack/meetings.html",
        {"shown": shown, "left_out": kept.left_out},
        [_item_data(one) for one in shown],
    )


@dataclass(frozen=True)
class Told:
    """An item, and what the minutes tell of it; before the approval only its result."""

    item: AgendaItem
    row: Mapping[str, Any]

    @property
    def result(self) -> str:
        """In words."""
        result = self.row.get("result")
        return str(AgendaResult(result).label) if result else ""

    @property
    def actions(self) -> list[Mapping[str, Any]]:
        """With their days as dates."""
        return [
            {**one, "due_on": dt.date.fromisoformat(one["due_on"])}
            for one in self.row.get("actions", [])
        ]


def _told(item: AgendaItem) -> Mapping[str, Any]:
    """The item's row in the minutes, or what happened until there are any."""
    meeting = item.meeting
    content = meeting.minutes.content if meeting.is_approved else meeting.facts
    return next((row for row in content["items"] if row["item"] == item.pk), {})


def _item_data(told: Told) -> Mapping[str, Any]:
    meeting = told.item.meeting
    data = {
        "meeting": meeting.reference,
        "title": meeting.title,
        "board": meeting.board.name,
        "starts_at": plain(meeting.starts_at),
        "about": told.item.title,
        "result": told.row.get("result", ""),
        "minutes": None,
    }
    if not meeting.is_approved:
        return data
    minutes = meeting.minutes
    return {
        **data,
        "text": told.row.get("text", ""),
        "actions": told.row.get("actions", []),
        "minutes": {
            "sha256": minutes.digest,
            "approved_by": str(minutes.approved_by),
            "approved_at": plain(minutes.approved_at),
        },
    }
