"""Puts one organization's year on: founded, played in the order of time, left as it is today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import time_machine
from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.audit.pack.actions import request_pack
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here, today_of
from coe_portal.tenancy.scope import scope
from demo.aftercare import Aftercare
from demo.attesting import Attesting
from demo.benches import Bench
from demo.boardroom import tell_the_board
from demo.bookkeeping import Bookkeeping
from demo.cases import CaseStory
from demo.checkups import Checkups
from demo.closings import Closings
from demo.conditions import Promises
from demo.councils import Councils
from demo.director import Director
from demo.emergencies import Emergencies
from demo.forum import Forum
from demo.founding import SYSTEM, House, found, invite
from demo.hazards import Hazards
from demo.inspections import Inspections
from demo.measuring import Measuring
from demo.meetings import Agenda
from demo.nights import nights
from demo.objections import Objections
from demo.paperwork import Paperwork, leave_checklists
from demo.schooling import School
from demo.scorecard import Scorecard
from demo.script import Script
from demo.spending import Spending
from demo.storehouse import Storehouse
from demo.suppliers import Suppliers
from demo.trials import Trials
from demo.waiving import Exemptions
from demo.watchtower import Watchtower
from demo.workshop import Workshop
from governance.actions.rights import RightsTerms, publish_rights
from governance.choices import OperatingModel
from governance.logic.rights import default_holders
from governance.tasks.compliance import check_compliance
from intake.models.use_cases import UseCase
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import quarter_of

FOUNDED_AGO = dt.timedelta(days=368)
READ_AFTER = dt.timedelta(days=9)
QUARTERS = 5
ROOMS = (
    *(School, Forum, Agenda, Hazards, Councils, Attesting, Paperwork, Checkups),
    *(Storehouse, Trials, Bookkeeping, Scorecard, Spending),
)


@dataclass(frozen=True)
class Played:
    """What came of a script; the PDFs that were asked for are still to be made."""

    house: House
    steps: int
    invitation: str


@transaction.atomic
def play(script: Script, now: dt.datetime) -> Played:
    """Write the organization's year into the database, all of it or nothing."""
    first = (now - FOUNDED_AGO).replace(hour=7, minute=0, second=0, microsecond=0)
    with time_machine.travel(first, tick=False):
        house = found(script, now)
    director = Director(house.organization.pk, now)
    stories = {case.title: CaseStory(case, script, house, director) for case in script.cases}
    workshop = Workshop(script, house, director)
    director.watch(Bench(director, house, stories, workshop.release_of))
    checkers = _checkers(script)
    director.watch(Promises(director, house, stories, checkers))
    director.watch(Aftercare(house, director, checkers))
    for story in stories.values():
        director.start(story.tell())
    for room in ROOMS:
        room(script, house, director).open()
    _open_assurance(script, house, director, checkers)
    Suppliers(script.suppliers, house, director).open()
    workshop.open()
    Watchtower(workshop, house, director).open()
    Closings(script, house, director, checkers).open(first)
    director.start(Inspections(script, house, director).take_up(first))
    director.start(nights(house, first, now), scoped=False)
    director.run()
    check_compliance(organization_id=house.organization.pk)
    with scope(house.organization):
        leave_checklists(script, house)
        _share_out_rights(script, house)
        _close_the_post()
        _ask_for_a_pack(script, house)
        _look_at_the_quarter(house)
        tell_the_board(script, house)
    return Played(house, director.steps, invite(script, house))


def _open_assurance(
    script: Script, house: House, director: Director, checkers: Sequence[str]
) -> None:
    """What somebody of the CoE takes a part in."""
    clerk = checkers[0]
    Emergencies(script, house, director, clerk).open()
    Objections(script, house, director, clerk).open()
    Measuring(script, house, director, checkers).open()
    titles = {case.key: case.title for case in script.cases}
    Exemptions(script.exemptions, titles, house, director).open()


def _checkers(script: Script) -> tuple[str, ...]:
    """Who of the CoE checks evidence, the founder last."""
    staff = [key for key, one in script.people.items() if Role.COE_STAFF in one.roles]
    return tuple(sorted(staff, key=lambda key: key == script.founder))


def _share_out_rights(script: Script, house: House) -> None:
    """Who decides what from today on; what was decided before was everybody's."""
    if not script.operating_model:
        return
    model = OperatingModel(script.operating_model)
    terms = RightsTerms(
        default_holders(model),
        today_here(),
        model,
        "The clinics have reviewers of their own now.",
    )
    publish_rights(terms, actor=house.actor(script.founder))


def _close_the_post() -> None:
    """The mails of a past year are not sent; what is older than a week was read."""
    Notification.objects.to_mail(timezone.now()).update(mail_due_at=None)
    old = Notification.objects.unread().filter(created_at__lt=timezone.now() - READ_AFTER)
    old.update(read_at=timezone.now() - READ_AFTER)


def _ask_for_a_pack(script: Script, house: House) -> None:
    """An audit PDF: of the first case with conditions that reached production."""
    case = max(
        (case for case in script.cases if "production" in case.gates and len(case.terms) > 1),
        key=lambda case: case.registered,
    )
    use_case = UseCase.objects.get(title=case.title)
    request_pack(use_case, actor=house.actor(script.founder))


def _look_at_the_quarter(house: House) -> None:
    """The numbers of today and of the quarters before."""
    organization = house.organization
    today = today_of(organization)
    quarters = quarter_of(today, organization.fiscal_year_start_month).back(QUARTERS)
    take_snapshots(organization, quarters, actor=SYSTEM)
