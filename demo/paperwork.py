"""Papers of the year, and where checklists stand today: the list adopted, some answered."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from demo.assurance import Impact
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions.checklists import (
    ItemAnswer,
    adopt_default,
    answer_item,
    confirm_checklist,
)
from governance.actions.frias import FriaNotice, approve_fria, record_notice, send_fria
from governance.actions.papers import PointText, keep_edition, write_point
from governance.choices import ChecklistTopic, PaperKind
from governance.queries.checklists import Sheet, sheets_of
from intake.choices import Stage
from intake.models.use_cases import UseCase

SENT_AFTER, NOTIFIED_AFTER = 1, 3
MOST_CASES = 4
NOTES = {
    ChecklistTopic.TRANSPARENCY: "A line above every answer says that a machine wrote it.",
    ChecklistTopic.OVERSIGHT: "The team lead approves each result before it leaves the house.",
    ChecklistTopic.DATA: "Agreed with the owner of the data; names are masked before.",
    ChecklistTopic.DOCUMENTATION: "In the description of the service, version of this month.",
    ChecklistTopic.FAIRNESS: "Compared by age and region on 400 files: no difference above 2 %.",
    ChecklistTopic.EVALUATION: "312 real examples, 91 % as the experts had it.",
    ChecklistTopic.SECURITY: "A service account of its own that reads and never writes.",
    ChecklistTopic.OPERATION: "On the board of the service desk, with a limit for errors.",
}


class Paperwork:
    """Starts the stories of one organization's impact assessments and technical files."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._impacts = script.assurance.impacts
        self._titles = {case.key: case.title for case in script.cases}
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/papers")

    def open(self) -> None:
        """Take up every story, but for those of use cases that are left out."""
        for impact in self._impacts:
            if impact.about in self._titles:
                self._director.start(self._assess(impact))
                self._director.start(self._document(impact))

    def _use_case(self, impact: Impact) -> UseCase:
        found: UseCase = UseCase.objects.get(title=self._titles[impact.about])
        return found

    def _assess(self, impact: Impact) -> Story:
        start = self._time.days_ago(impact.begun)
        yield start
        use_case, author = self._use_case(impact), self._house.actor(impact.by)
        for key, text in impact.points.items():
            write_point(use_case, PaperKind.FRIA, key, PointText(text), actor=author)
        if impact.approved is None:
            return
        yield self._time.after(start, SENT_AFTER)
        fria = send_fria(use_case, actor=author)
        yield self._time.after(start, impact.approved)
        review_on = today_here() + dt.timedelta(days=impact.review)
        fria = approve_fria(fria, review_on, actor=self._house.actor(impact.approver))
        if impact.authority:
            yield self._time.after(start, impact.approved + NOTIFIED_AFTER)
            notice = FriaNotice(impact.authority, today_here(), impact.notice)
            record_notice(fria, notice, actor=author)

    def _document(self, impact: Impact) -> Story:
        """With each edition of the technical file a part of its points is written."""
        points = list(impact.file_points.items())
        share = -(-len(points) // max(1, len(impact.files)))
        for place, days in enumerate(impact.files):
            yield self._time.days_ago(days)
            use_case, author = self._use_case(impact), self._house.actor(impact.by)
            for key, text in points[place * share : (place + 1) * share]:
                write_point(use_case, PaperKind.TECHNICAL_FILE, key, PointText(text), actor=author)
            keep_edition(use_case, PaperKind.TECHNICAL_FILE, actor=author)


def leave_checklists(script: Script, house: House) -> None:
    """Answer every other item of what waits for a gate, and all of the first case's, confirmed."""
    founder = house.actor(script.founder)
    adopt_default(actor=founder)
    owned = UseCase.objects.filter(owner__isnull=False)
    waiting = owned.filter(stage__in=[Stage.POC, Stage.PILOT]).order_by("number")
    for place, use_case in enumerate(waiting[:MOST_CASES]):
        _answer(use_case, _owner(use_case), every=2 if place else 1)
        if not place:
            _confirm(use_case, founder)


def _owner(use_case: UseCase) -> Actor:
    return Actor.member(Membership.objects.select_related("user").get(owned_use_cases=use_case))


def _open_sheets(use_case: UseCase) -> list[Sheet]:
    """The list of the next gate, if there is one."""
    return [sheet for sheet in sheets_of(use_case) if not sheet.is_passed][:1]


def _answer(use_case: UseCase, actor: Actor, *, every: int) -> None:
    for sheet in _open_sheets(use_case):
        for line in sheet.lines[::every]:
            given = ItemAnswer("yes", NOTES[line.item.topic])
            answer_item(use_case, sheet.gate, line.item.key, given, actor=actor)


def _confirm(use_case: UseCase, actor: Actor) -> None:
    for sheet in _open_sheets(use_case):
        if sheet.waits_for_confirmation:
            confirm_checklist(use_case, sheet.gate, sheet.digest, actor=actor)
