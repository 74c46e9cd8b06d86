"""Meetings at the end of the bank's year: minutes approved, one to come."""

from __future__ import annotations

from governance.choices import MeetingState
from governance.models.meetings import Meeting, Minutes


def minutes_and_a_meeting_to_come() -> None:
    states = list(Meeting.objects.order_by("starts_at").values_list("state", flat=True))
    october = Minutes.objects.get(meeting__title="AI Council, October").content
    assert states == [MeetingState.APPROVED] * 3 + [MeetingState.PLANNED]
    marks = {row["name"]: row["presence"] for row in october["attendance"]}
    assert (marks["Tomasz Nowak"], marks["Priya Raman"]) == ("excused", "present")
    assert october["items"][0]["room"]["here"] == 6
