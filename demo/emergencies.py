"""Incidents of the year: reported, judged, contained, told to authorities in time, learned from."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from demo.assurance import Mishap, Task
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions import incident_clocks, incident_response, incident_timeline, incidents
from governance.choices import ActionState, Harm, IncidentKind, Severity
from governance.models.incidents import Incident, IncidentClock
from intake.models.use_cases import UseCase

CHANNEL_OPENED = 330
ANSWERED_AFTER, AGREED_AFTER = dt.timedelta(hours=20), 1
TOLD_WITHIN = dt.timedelta(hours=8)


class Emergencies:
    """Starts the stories of one organization's incidents."""

    def __init__(self, script: Script, house: House, director: Director, clerk: str) -> None:
        self._mishaps = script.assurance.mishaps
        self._titles = {case.key: case.title for case in script.cases}
        self._house = house
        self._director = director
        self._clerk = house.actor(clerk)
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/incidents")

    def open(self) -> None:
        """Take up every story, but for those of use cases that are left out."""
        self._director.start(self._open_channel())
        for mishap in self._mishaps:
            if not mishap.about or mishap.about in self._titles:
                self._director.start(self._tell(mishap))

    def _open_channel(self) -> Story:
        """People outside may report too."""
        yield self._time.days_ago(CHANNEL_OPENED)
        incidents.set_channel(is_public=True, actor=self._clerk)

    def _tell(self, mishap: Mishap) -> Story:
        """A deadline of the law runs at night and on Sundays: the first days count by the hour."""
        start = self._time.days_ago(mishap.reported)
        yield start
        incident = self._report(mishap)
        if not mishap.title:
            return
        yield start + dt.timedelta(hours=mishap.triaged)
        self._judge(incident, mishap)
        if mishap.dismissed:
            incidents.dismiss_incident(incident, mishap.dismissed, actor=self._clerk)
            return
        yield from self._fight(incident, mishap, start)
        if mishap.resolution:
            yield self._time.after(start, mishap.resolved)
            incidents.resolve_incident(incident, mishap.resolution, actor=self._lead(mishap))
            if mishap.cause:
                yield from self._learn(incident, mishap)
        if mishap.closed is not None:
            yield self._time.after(start, mishap.closed)
            incidents.close_incident(incident, actor=self._clerk)

    def _lead(self, mishap: Mishap) -> Actor:
        return self._house.actor(mishap.lead)

    def _report(self, mishap: Mishap) -> Incident:
        report = incidents.Report(
            what_happened=mishap.text.strip(),
            noticed_at=timezone.now() - dt.timedelta(hours=mishap.noticed),
            harm=Harm(mishap.harm),
            about=self._titles.get(mishap.about, "") if not mishap.by else self._reference(mishap),
        )
        if mishap.by:
            return incidents.report_incident(report, actor=self._house.actor(mishap.by))
        incident, _code = incidents.report_anonymously(report, actor=incidents.ANONYMOUS)
        return incident

    def _reference(self, mishap: Mishap) -> str:
        use_case = self._use_case(mishap)
        return use_case.reference if use_case else ""

    def _use_case(self, mishap: Mishap) -> UseCase | None:
        if not mishap.about:
            return None
        return UseCase.objects.get(title=self._titles[mishap.about])

    def _judge(self, incident: Incident, mishap: Mishap) -> None:
        triage = incidents.Triage(
            title=mishap.title,
            severity=Severity(mishap.severity),
            kind=IncidentKind(mishap.kind),
            harm=Harm(mishap.harm),
            use_case=self._use_case(mishap),
            lead=self._house.people[mishap.lead] if mishap.lead else None,
        )
        incidents.triage_incident(incident, triage, actor=self._clerk)

    def _fight(self, incident: Incident, mishap: Mishap, start: dt.datetime) -> Story:
        """What is asked, stopped and told in the first days."""
        lead = self._lead(mishap)
        clock = self._start_clock(incident, mishap, start)
        for message in mishap.messages:
            self._director.start(self._inform(incident, mishap, message.audience))
        if mishap.asked:
            incident_timeline.ask_reporter(incident, mishap.asked, actor=lead)
        if mishap.containment:
            yield start + dt.timedelta(hours=mishap.contained)
            step = incidents.Containment(mishap.containment, mishap.roll_back_to)
            incidents.contain_incident(incident, step, actor=lead)
        if mishap.answered:
            yield start + dt.timedelta(hours=mishap.contained) + ANSWERED_AFTER
            answer = incident_timeline.Answer(mishap.answered)
            reporter = self._house.actor(mishap.by) if mishap.by else incidents.ANONYMOUS
            incident_timeline.answer_question(incident, answer, actor=reporter)
        if mishap.authority:
            yield start + dt.timedelta(hours=mishap.notified)
            notice = incident_clocks.Notice(
                mishap.authority, timezone.now(), mishap.notice, clock=clock
            )
            incident_clocks.record_notice(incident, notice, actor=lead)

    def _start_clock(
        self, incident: Incident, mishap: Mishap, start: dt.datetime
    ) -> IncidentClock | None:
        if not mishap.clock:
            return None
        starting = incident_clocks.Starting(mishap.clock, start)
        return incident_clocks.start_clock(incident, starting, actor=self._lead(mishap))

    def _inform(self, incident: Incident, mishap: Mishap, audience: str) -> Story:
        message = next(one for one in mishap.messages if one.audience == audience)
        plan = incident_response.MessagePlan(
            audience=message.audience,
            text=message.text,
            owner=self._house.people[message.owner],
            due_at=timezone.now() + TOLD_WITHIN,
        )
        planned = incident_response.plan_message(incident, plan, actor=self._lead(mishap))
        yield timezone.now() + TOLD_WITHIN / 2
        incident_response.finish_message(planned, actor=self._house.actor(message.owner))

    def _learn(self, incident: Incident, mishap: Mishap) -> Story:
        yield self._time.after(timezone.now(), AGREED_AFTER)
        lessons = incident_response.Lessons(mishap.happened, mishap.cause, mishap.changes)
        incident_response.write_review(incident, lessons, actor=self._lead(mishap))
        for task in mishap.tasks:
            self._director.start(self._change(incident, mishap, task))

    def _change(self, incident: Incident, mishap: Mishap, task: Task) -> Story:
        due_on = today_here() + dt.timedelta(days=task.due)
        plan = incident_response.ActionPlan(task.text, self._house.people[task.owner], due_on)
        action = incident_response.agree_action(incident, plan, actor=self._lead(mishap))
        if task.done is None:
            return
        yield self._time.after(timezone.now(), task.done)
        settling = incident_response.Settling(ActionState.DONE, task.outcome)
        incident_response.settle_action(action, settling, actor=self._house.actor(task.owner))
