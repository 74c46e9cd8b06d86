"""Meetings of the board in the year: planned, held, their minutes approved; one is to come."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from demo.director import Director, Story
from demo.founding import House
from demo.gatherings import Gathering, Talk
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions import agendas, meeting_actions, meetings, minutes, sittings
from governance.choices import AgendaResult, Capacity, Presence, ReviewState
from governance.models.boards import Board
from governance.models.meetings import ActionPoint, Meeting
from governance.queries.agendas import docket_of

PLANNED_BEFORE = 14
APPROVED_AFTER = 2
DONE_BEFORE = 2


class Councils:
    """Starts the stories of one organization's meetings."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._gatherings = script.gatherings
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/councils")

    def open(self) -> None:
        """Take up every story."""
        for gathering in self._gatherings:
            self._director.start(self._hold(gathering))

    def _hold(self, gathering: Gathering) -> Story:
        day = self._time.days_ago(gathering.held)
        starts_at = day.replace(hour=gathering.hour, minute=0, second=0)
        yield self._time.days_ago(gathering.held + PLANNED_BEFORE)
        meeting = self._plan(gathering, starts_at)
        yield starts_at
        clerk = self._house.actor(gathering.secretary)
        meeting = sittings.open_meeting(meeting, actor=clerk)
        keys = [one.key for one in docket_of(meeting.board, meeting)]
        agendas.fill_agenda(meeting, keys, actor=clerk)
        self._mark(meeting, gathering)
        self._settle(meeting, gathering)
        sittings.close_meeting(meeting, actor=clerk)
        minutes.write_remarks(meeting, gathering.remarks, actor=clerk)
        yield self._time.after(starts_at, APPROVED_AFTER)
        minutes.approve_minutes(meeting, actor=self._house.actor(gathering.chair))
        for talk in sorted(gathering.talks, key=lambda one: one.due):
            if talk.done:
                yield self._time.after(starts_at, talk.due - DONE_BEFORE)
                self._finish(meeting, talk)

    def _plan(self, gathering: Gathering, starts_at: dt.datetime) -> Meeting:
        terms = meetings.MeetingTerms(
            starts_at=starts_at,
            minutes=gathering.minutes,
            title=gathering.title,
            place=gathering.place,
            secretary=self._house.people[gathering.secretary],
        )
        chair = self._house.actor(gathering.chair)
        board = Board.objects.get(is_default=True)
        meeting = meetings.plan_meeting(board, terms, actor=chair)
        for talk in gathering.talks:
            agendas.add_item(meeting, agendas.ItemTerms(talk.title, talk.minutes), actor=chair)
        keys = [one.key for one in docket_of(board, meeting)]
        agendas.fill_agenda(meeting, keys, actor=chair)
        return meeting

    def _finish(self, meeting: Meeting, talk: Talk) -> None:
        point = ActionPoint.objects.get(item__meeting=meeting, text=talk.task)
        meeting_actions.finish_action(point, talk.done, actor=self._house.actor(talk.owner))

    def _mark(self, meeting: Meeting, gathering: Gathering) -> None:
        away = {self._house.people[key].pk for key in gathering.away}
        instead = {self._house.people[key].pk for key in gathering.instead}
        marks = {}
        for row in meeting.attendances.all():
            if row.capacity != Capacity.ALTERNATE:
                is_away = row.member_id in away
                marks[row.pk] = Presence.EXCUSED if is_away else Presence.PRESENT
            elif row.member_id in instead:
                marks[row.pk] = Presence.PRESENT
        clerk = self._house.actor(gathering.secretary)
        sittings.take_attendance(meeting, marks, actor=clerk)

    def _settle(self, meeting: Meeting, gathering: Gathering) -> None:
        clerk = self._house.actor(gathering.secretary)
        talks = {talk.title: talk for talk in gathering.talks}
        for item in meeting.items.select_related("review", "meeting__board"):
            talk = talks.get(item.title, Talk(item.title))
            result = AgendaResult.NOTED
            if item.review is not None:
                is_closed = item.review.state == ReviewState.CLOSED
                result = AgendaResult.DECIDED if is_closed else AgendaResult.POSTPONED
            settlement = sittings.Settlement(result, talk.text)
            sittings.settle_item(item, settlement, actor=clerk)
            if talk.task:
                due = meeting.starts_at.date() + dt.timedelta(days=talk.due)
                terms = sittings.ActionTerms(talk.task, self._house.people[talk.owner], due)
                sittings.agree_action(item, terms, actor=clerk)
