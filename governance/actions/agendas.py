"""The agenda of a meeting: what is taken up, for how long, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from governance.actions.meetings import lock_meeting, require_state
from governance.actions.reseating import reseat_agenda
from governance.choices import AgendaKind, MeetingState
from governance.declarations import meetings as told
from governance.models.meetings import LONGEST_ITEM, MOST_ITEMS, AgendaItem, Meeting
from governance.permissions.meetings import RUN_MEETING
from governance.queries.agendas import Candidate, docket_of

OPEN = (MeetingState.PLANNED, MeetingState.RUNNING)


@dataclass(frozen=True)
class ItemTerms:
    """What an item is called and how many minutes it gets."""

    title: str
    minutes: int = 15


@transaction.atomic
def fill_agenda(meeting: Meeting, keys: Collection[str], *, actor: Actor) -> list[AgendaItem]:
    """Put these matters of the board's docket at the end of the agenda.

    Keys of what is no longer on the docket are left out: somebody else was quicker.

    Raises:
        RuleViolation: the agenda would get too long.
    """
    meeting = _to_change(meeting, actor)
    chosen = [one for one in docket_of(meeting.board, meeting) if one.key in set(keys)]
    _require_room(meeting, len(chosen))
    start = _last_position(meeting) + 1
    items = [_item(meeting, place, one) for place, one in enumerate(chosen, start)]
    for item in items:
        item.enter_organization()
    AgendaItem.objects.bulk_create(items)
    _record(meeting, actor, {"added": [one.title for one in items]})
    reseat_agenda(meeting, actor=actor)
    return items


@transaction.atomic
def add_item(meeting: Meeting, terms: ItemTerms, *, actor: Actor) -> AgendaItem:
    """An item of one's own words, at the end."""
    meeting = _to_change(meeting, actor)
    _check(terms)
    _require_room(meeting, 1)
    item: AgendaItem = AgendaItem.objects.create(
        meeting=meeting,
        position=_last_position(meeting) + 1,
        kind=AgendaKind.OTHER,
        title=terms.title.strip(),
        minutes=terms.minutes,
    )
    _record(meeting, actor, {"added": [item.title]})
    return item


@transaction.atomic
def change_item(item: AgendaItem, terms: ItemTerms, *, actor: Actor) -> AgendaItem:
    """Another length; another name only for items of one's own words."""
    meeting = _to_change(item.meeting, actor)
    _check(terms)
    item = AgendaItem.objects.locked(item.pk)
    before = {"title": item.title, "minutes": item.minutes}
    item.minutes = terms.minutes
    if item.kind == AgendaKind.OTHER:
        item.title = terms.title.strip()
    item.save(update_fields=["title", "minutes", "updated_at"])
    after = {"title": item.title, "minutes": item.minutes}
    record(told.AGENDA_CHANGED, meeting, actor=actor, before=before, after=after)
    return item


@transaction.atomic
def remove_item(item: AgendaItem, *, actor: Actor) -> Meeting:
    """Take an item off, as long as the meeting has not dealt with it."""
    meeting = _to_change(item.meeting, actor)
    item = AgendaItem.objects.locked(item.pk)
    if item.result:
        raise InvalidTransition(_("This item was dealt with."), code="meeting.item_settled")
    title = item.title
    item.delete()
    _record(meeting, actor, {"removed": title})
    return meeting


@transaction.atomic
def shift_item(item: AgendaItem, *, up: bool, actor: Actor) -> AgendaItem:
    """Change places with the item before or after it; at the end of the list nothing happens."""
    meeting = _to_change(item.meeting, actor)
    items = list(meeting.items.locked_rows().order_by("position", "pk"))
    place = next(index for index, one in enumerate(items) if one.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        one, two = items[place], items[other]
        one.position, two.position = two.position, one.position
        AgendaItem.objects.bulk_update([one, two], ["position"])
        _record(meeting, actor, {"moved": one.title, "to": one.position})
    return items[place]


def _to_change(meeting: Meeting, actor: Actor) -> Meeting:
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, *OPEN)
    return meeting


def _item(meeting: Meeting, position: int, candidate: Candidate) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        position=position,
        kind=candidate.kind,
        title=candidate.title,
        minutes=candidate.minutes,
        **{candidate.kind.value: candidate.matter},
    )


def _last_position(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("position"))["last"] or 0


def _require_room(meeting: Meeting, more: int) -> None:
    if meeting.items.count() + more > MOST_ITEMS:
        raise RuleViolation(
            _("An agenda has up to %(most)d items.") % {"most": MOST_ITEMS},
            code="meeting.agenda_full",
        )


def _check(terms: ItemTerms) -> None:
    if not terms.title.strip():
        raise InvalidInput(_("Say what it is about."), errors={"title": [_("Give it a name.")]})
    if not 1 <= terms.minutes <= LONGEST_ITEM:
        text = _("An item takes 1 to %(most)d minutes.") % {"most": LONGEST_ITEM}
        raise InvalidInput(text, errors={"minutes": [text]})


def _record(meeting: Meeting, actor: Actor, after: dict[str, Any]) -> None:
    record(told.AGENDA_CHANGED, meeting, actor=actor, after=after)
