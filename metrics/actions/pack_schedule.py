"""Say when board packs come by themselves, and have the one made whose day has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from coe_portal.jobs import running
from coe_portal.jobs.models import JobState
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.turns import take_turn
from metrics.actions.packs import KIND, STEPS, new_pack, tie_job
from metrics.declarations import packs as told
from metrics.logic.periods import Quarter, quarter_of
from metrics.logic.working_days import nth_working_day
from metrics.models.packs import LATEST_WORKING_DAY, BoardPack, PackRecipient, PackSchedule
from metrics.permissions.packs import SCHEDULE_PACKS, VIEW_PACKS

TURN: Final = "metrics.pack_schedule"
# Nobody's telephone rings at night, and a portal that was away for long sends no old news.
EARLIEST_HOUR: Final = 6
LONGEST_DELAY: Final = dt.timedelta(days=14)
MOST_ATTEMPTS: Final = 3
MOST_RECIPIENTS: Final = 100


@dataclass(frozen=True)
class ScheduleTerms:
    """Whether, on which working day after the quarter, to whom, and with the file or a link."""

    is_on: bool = False
    working_day: int = 5
    attaches_pdf: bool = False
    recipients: Sequence[Membership] = ()


@transaction.atomic
def change_schedule(terms: ScheduleTerms, *, actor: Actor) -> PackSchedule:
    """Take the place of the schedule as it was. InvalidInput for what nobody could receive."""
    require(actor, SCHEDULE_PACKS.code)
    _check(terms)
    take_turn(TURN)
    schedule = _locked() or PackSchedule(since=today_here())
    before = told_of(schedule) if schedule.pk else {}
    if (schedule.is_on, schedule.working_day) != (terms.is_on, terms.working_day):
        schedule.since = today_here()
    schedule.is_on, schedule.working_day = terms.is_on, terms.working_day
    schedule.attaches_pdf = terms.attaches_pdf
    schedule.save()
    schedule.recipients.all().delete()
    rows = [PackRecipient(schedule=schedule, member=member) for member in terms.recipients]
    for row in rows:
        row.enter_organization()
    PackRecipient.objects.bulk_create(rows)
    record(told.PACK_SCHEDULED, schedule, actor=actor, before=before, after=told_of(schedule))
    return schedule


def _check(terms: ScheduleTerms) -> None:
    errors: dict[str, list[str]] = {}
    if not 1 <= terms.working_day <= LATEST_WORKING_DAY:
        text = _("Choose a working day from 1 to %(last)d.") % {"last": LATEST_WORKING_DAY}
        errors["working_day"] = [text]
    if terms.is_on and not terms.recipients:
        errors["recipients"] = [_("Choose at least one person.")]
    if len(terms.recipients) > MOST_RECIPIENTS:
        text = _("Choose %(most)d people at most.") % {"most": MOST_RECIPIENTS}
        errors["recipients"] = [text]
    if not all(one.is_current() and one.may(VIEW_PACKS.code) for one in terms.recipients):
        errors["recipients"] = [_("Choose people who may see board packs.")]
    if errors:
        raise InvalidInput(_("The schedule cannot be kept like this."), errors=errors)


def _locked() -> PackSchedule | None:
    found: PackSchedule | None = PackSchedule.objects.locked_rows().first()
    return found


def told_of(schedule: PackSchedule) -> dict[str, object]:
    """The schedule in the words of the trail."""
    people = schedule.recipients.select_related("member__user")
    return {
        "on": schedule.is_on,
        "working_day": schedule.working_day,
        "attaches_pdf": schedule.attaches_pdf,
        "recipients": [str(row.member) for row in people],
    }


@transaction.atomic
def make_due_pack(now: dt.datetime, *, actor: Actor) -> BoardPack | None:
    """Queue the pack whose day has come, or once more what could not be made; None otherwise.

    The caller sends the task of its job. The lock lets two clocks at once make one.
    """
    schedule = _locked()
    if schedule is None or not schedule.is_on:
        return None
    organization = Organization.objects.get(pk=schedule.organization_id)
    local = now.astimezone(ZoneInfo(organization.timezone))
    current = quarter_of(local.date(), organization.fiscal_year_start_month)
    if not is_due(schedule, current, local):
        return None
    ended = current.shifted(-1)
    known = BoardPack.objects.filter(is_scheduled=True, starts_on=ended.starts_on)
    pack: BoardPack | None = known.select_related("job").first()
    if pack is None:
        return new_pack(ended, is_scheduled=True, actor=actor)
    return _tried_again(pack, actor)


def is_due(schedule: PackSchedule, current: Quarter, local: dt.datetime) -> bool:
    """Whether the pack of the quarter before `current` is due at this time of the organization."""
    due_on = nth_working_day(current.starts_on, schedule.working_day)
    has_come = local.date() >= due_on and local.hour >= EARLIEST_HOUR
    return has_come and schedule.since <= due_on and local.date() - due_on <= LONGEST_DELAY


def _tried_again(pack: BoardPack, actor: Actor) -> BoardPack | None:
    """A new job in the place of one that failed, a few times."""
    if pack.job.state != JobState.FAILED or pack.attempts >= MOST_ATTEMPTS:
        return None
    pack.job = running.queue(
        KIND, pack.job.title, actor=actor, total=STEPS, permission=VIEW_PACKS.code
    )
    tie_job(pack.job, pack)
    pack.attempts += 1
    pack.save(update_fields=["job", "attempts", "updated_at"])
    after = {"attempt": pack.attempts, "job": pack.job.reference}
    record(told.PACK_RETRIED, pack, actor=actor, after=after)
    return pack
