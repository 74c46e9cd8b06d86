"""Filters of the list of meetings."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, related, search, since, until
from governance.choices import MeetingState, PointState
from governance.models.boards import Board
from governance.models.meetings import (
    ActionPoint,
    ActionPointQuerySet,
    Meeting,
    MeetingQuerySet,
)

TIMES = [("past", _("Past meetings")), ("all", _("All meetings"))]


def _boards(_request: Any) -> QuerySet[Board]:
    return Board.objects.order_by("name")


def _called(rows: Any, text: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.matching(text)
    return found


def _worded(rows: Any, text: str) -> QuerySet[Any]:
    words = Q(text__icontains=text) | Q(item__meeting__title__icontains=text)
    found: QuerySet[Any] = rows.filter(words)
    return found


class MeetingFilters(Filters):
    q = search(_called, label=_("Id, name or board"))
    time = choice(TIMES, label=_("Time"), empty_label=_("To come"), method="in_time")
    board = related(_boards, label=_("Board"), empty_label=_("Any board"))
    state = choice(MeetingState.choices, label=_("State"), empty_label=_("Any state"))
    since = since("starts_at", label=_("From"))
    until = until("starts_at", label=_("Until"))

    class Meta(Filters.Meta):
        model = Meeting

    def in_time(self, rows: MeetingQuerySet, _name: str, _time: str) -> MeetingQuerySet:
        """The list has narrowed its rows already: without a choice it shows what is to come."""
        return rows


class ActionFilters(Filters):
    q = search(_worded, label=_("What, or meeting"))
    state = choice(
        PointState.choices, label=_("State"), empty_label=_("Any state"), method="in_state"
    )
    whose = choice(
        [("mine", _("Mine"))], label=_("Whose"), empty_label=_("Anybody’s"), method="of_whom"
    )
    board = related(
        _boards,
        label=_("Board"),
        empty_label=_("Any board"),
        field_name="item__meeting__board",
    )

    class Meta(Filters.Meta):
        model = ActionPoint

    def in_state(self, rows: ActionPointQuerySet, _name: str, value: str) -> ActionPointQuerySet:
        return rows.in_state(PointState(value))

    def of_whom(self, rows: ActionPointQuerySet, _name: str, _value: str) -> ActionPointQuerySet:
        return rows.filter(owner=self.request.membership)
