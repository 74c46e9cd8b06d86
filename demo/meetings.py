"""Workshops and community meetings of the year: booked, waited for, attended, called off."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from demo.curriculum import Meeting
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from training.actions import sessions
from training.choices import SessionKind
from training.models.sessions import CourseSession

BETWEEN = (0.05, 0.6)
"""Days between one booking and the next."""


class Agenda:
    """Starts the stories of one organization's meetings."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._meetings = script.training.meetings
        self._house = house
        self._director = director
        self._founder = house.actor(script.founder)
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/agenda")

    def open(self) -> None:
        """Take up every story."""
        for meeting in self._meetings:
            self._director.start(self._hold(meeting))

    def _hold(self, meeting: Meeting) -> Story:
        moment = self._time.days_ago(meeting.planned)
        yield moment
        terms = self._terms(meeting)
        session = sessions.plan_session(terms, actor=self._founder)
        for person in meeting.booked:
            moment = self._time.after(moment, self._time.spread(*BETWEEN))
            yield moment
            sessions.book(session, actor=self._house.actor(person))
        for person in meeting.left:
            moment = self._time.after(moment, self._time.spread(*BETWEEN))
            yield moment
            sessions.leave_session(session, actor=self._house.actor(person))
        if meeting.off:
            yield self._time.after(moment, 1)
            sessions.cancel_session(session, meeting.off, actor=self._house.actor(meeting.host))
            return
        yield terms.ends_at
        self._mark(session, meeting)

    def _terms(self, meeting: Meeting) -> sessions.SessionTerms:
        day = self._time.days_ago(meeting.starts)
        starts_at = day.replace(hour=meeting.hour, minute=0, second=0)
        return sessions.SessionTerms(
            kind=SessionKind(meeting.kind),
            title=meeting.title,
            description=meeting.text,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=meeting.minutes),
            host=self._house.people[meeting.host],
            place=meeting.place,
            link=meeting.link,
            seats=meeting.seats,
        )

    def _mark(self, session: CourseSession, meeting: Meeting) -> None:
        people = [self._house.people[key].pk for key in meeting.booked if key not in meeting.missed]
        present = session.bookings.seated().filter(member__in=people)
        host = self._house.actor(meeting.host)
        sessions.mark_attendance(session, set(present.values_list("pk", flat=True)), actor=host)
