"""The minutes as the portal drafts them: who came, what was voted and decided, what follows.

Single votes are named only once a review is closed and its ballot was not secret; dissent in a
secret ballot only where the voter asked for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from coe_portal.audit.chain import canonical_json
from coe_portal.audit.recording import plain
from governance.choices import (
    AgendaKind,
    AgendaResult,
    AppealState,
    BallotRule,
    Capacity,
    ConditionState,
    Discipline,
    Outcome,
    Presence,
    RecusalKind,
    VoteChoice,
)
from governance.models.decisions import Condition, Decision
from governance.models.meetings import ActionPoint, AgendaItem, Attendance, Meeting
from governance.models.reviews import Recusal, Review, ReviewSeat

Plain = dict[str, Any]
# Which words stand for the codes in the stored minutes.
WORDS: Mapping[str, Any] = {
    "kind": AgendaKind,
    "result": AgendaResult,
    "capacity": Capacity,
    "presence": Presence,
    "discipline": Discipline,
    "choice": VoteChoice,
    "outcome": Outcome,
    "why": RecusalKind,
}


def items_with_matters(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda in order, with all that its items are about."""
    seats = ReviewSeat.objects.select_related("vote", "member__user", "voter__user")
    conditions = Condition.objects.select_related("owner__user").order_by("position")
    return meeting.items.select_related(
        "review__use_case__current_assessment",
        "review__board",
        "review__decision",
        "appeal__use_case",
        "condition__decision",
        "condition__use_case",
    ).prefetch_related(
        Prefetch("review__seats", seats),
        Prefetch("review__recusals", Recusal.objects.select_related("member__user")),
        Prefetch("review__decision__conditions", conditions),
        Prefetch("action_points", ActionPoint.objects.select_related("owner__user")),
    )


def facts_of(meeting: Meeting) -> Plain:
    """What happened, as it is now."""
    rows = list(meeting.attendances.select_related("member__user", "seat"))
    return {
        "opened_at": plain(meeting.opened_at),
        "closed_at": plain(meeting.closed_at),
        "chair": _chair(rows),
        "secretary": str(meeting.secretary or ""),
        "attendance": _attendance(rows),
        "items": [_item(item) for item in items_with_matters(meeting)],
    }


def minutes_content(meeting: Meeting) -> Plain:
    """The minutes as they stand: what happened, and what the secretary wrote about it."""
    facts = meeting.facts or facts_of(meeting)
    items = {item.pk: item for item in items_with_matters(meeting)}
    return {
        **facts,
        "meeting": meeting.reference,
        "title": meeting.title,
        "board": meeting.board.name,
        "place": meeting.place or meeting.link,
        "starts_at": plain(meeting.starts_at),
        "ends_at": plain(meeting.ends_at),
        "remarks": meeting.remarks,
        "items": [{**row, **_written(items[row["item"]])} for row in facts["items"]],
    }


def content_digest(content: Plain) -> str:
    """Hex SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def in_words(content: Any) -> Any:
    """The same with words in place of codes, and moments to show, in the reader's language."""
    if isinstance(content, list):
        return [in_words(one) for one in content]
    if not isinstance(content, dict):
        return content
    return {key: _in_words(key, value) for key, value in content.items()}


def _in_words(key: str, value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return in_words(value)
    if key in WORDS:
        return str(WORDS[key](value).label)
    return dt.datetime.fromisoformat(value) if key.endswith("_at") else value


def _chair(rows: list[Attendance]) -> str:
    """Who of those on the chair's seat was there, its member before the alternate."""
    order = [Capacity.MEMBER, Capacity.DELEGATE, Capacity.ALTERNATE]
    there = [row for row in rows if row.seat.is_chair and row.presence == Presence.PRESENT]
    there.sort(key=lambda row: order.index(Capacity(row.capacity)))
    return str(there[0].member) if there else ""


def _attendance(rows: list[Attendance]) -> list[Plain]:
    """One line a person; `also` are the further seats that somebody is asked for."""
    people: dict[int, Plain] = {}
    for row in rows:
        seat = {
            "discipline": row.seat.discipline,
            "is_chair": row.seat.is_chair,
            "capacity": row.capacity,
        }
        if row.member_id in people:
            people[row.member_id]["also"].append(seat)
        else:
            name = {"name": str(row.member), "presence": row.presence, "also": []}
            people[row.member_id] = name | seat
    return list(people.values())


def _item(item: AgendaItem) -> Plain:
    return {
        "item": item.pk,
        "kind": item.kind,
        "title": item.title,
        "result": item.result,
        "settled_at": plain(item.settled_at),
        "room": {
            **item.room,
            "missing": [{"discipline": one} for one in item.room.get("missing", [])],
        },
        "state": _state(item),
        "vote": None if item.review is None else _vote(item.review),
    }


def _written(item: AgendaItem) -> Plain:
    return {
        "text": item.text,
        "actions": [
            {"text": one.text, "owner": str(one.owner), "due_on": plain(one.due_on)}
            for one in item.action_points.all()
        ],
    }


def _state(item: AgendaItem) -> str:
    if item.appeal is not None:
        return str(AppealState(item.appeal.state).label)
    if item.condition is not None:
        return str(ConditionState(item.condition.state).label)
    return ""


def _vote(review: Review) -> Plain:
    seats = list(review.seats.all())
    decision: Decision | None = getattr(review, "decision", None)
    is_secret = review.ballot == BallotRule.SECRET
    return {
        "review": review.reference,
        "cast": sum(hasattr(seat, "vote") for seat in seats),
        "able": sum(not seat.is_recused for seat in seats),
        "is_secret": is_secret,
        "recusals": [{"name": str(row.member), "why": row.kind} for row in review.recusals.all()],
        "stand_ins": [
            {"name": str(seat.voter), "for": str(seat.member)} for seat in seats if seat.stands_in
        ],
        "votes": [] if decision is None or is_secret else _votes(seats),
        "decision": None if decision is None else _decision(decision, is_secret=is_secret),
    }


def _votes(seats: list[ReviewSeat]) -> list[Plain]:
    return [
        {
            "name": str(seat.voter),
            "discipline": seat.discipline,
            "choice": seat.vote.choice,
        }
        for seat in seats
        if hasattr(seat, "vote")
    ]


def _decision(decision: Decision, *, is_secret: bool) -> Plain:
    return {
        "reference": decision.reference,
        "outcome": decision.outcome,
        "tally": decision.tally,
        "dissent": [
            {name: value for name, value in one.items() if name != "is_named"}
            for one in decision.dissent
            if not is_secret or one.get("is_named")
        ],
        "conditions": [
            {"text": one.text, "owner": str(one.owner or ""), "due_on": plain(one.due_on)}
            for one in decision.conditions.all()
        ],
    }
