from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.jobs import running
from coe_portal.notifications.models import Notification
from coe_portal.notifications.tasks import send_owed_mails
from coe_portal.tenancy.scope import scope
from metrics.actions.pack_schedule import make_due_pack
from metrics.models.packs import BoardPack, PackSchedule
from metrics.queries import pack_delivery
from tests.metrics.packs import MAKER, finished, schedule

pytestmark = pytest.mark.usefixtures("in_scope")
# A Thursday: its quarter, the third of 2026, has just ended.
FIRST = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
THIRD_WORKING_DAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
BEFORE = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(BEFORE, tick=False)
    return time_machine


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def executive(member):
    return member(Role.EXECUTIVE, name="Erin Executive")


@pytest.fixture
def scheduled(staff, executive):
    return schedule(Actor.member(staff), executive, working_day=3)


def due(moment):
    return make_due_pack(moment, actor=MAKER)


def test_a_schedule_is_kept_and_told_in_the_trail(staff, executive):
    schedule(Actor.member(staff), executive, working_day=4)
    changed = schedule(Actor.member(staff), staff, working_day=5, attaches_pdf=True)
    assert PackSchedule.objects.get() == changed
    event = AuditEvent.objects.filter(action="metrics.pack.scheduled").order_by("sequence").last()
    assert (event.before["working_day"], event.after["working_day"]) == (4, 5)
    assert (event.before["recipients"], event.after["recipients"]) == (
        ["Erin Executive"],
        ["Sam Staff"],
    )


def test_a_schedule_needs_people_who_may_read_packs(staff, member):
    actor = Actor.member(staff)
    with pytest.raises(InvalidInput) as refused:
        schedule(actor)
    assert "recipients" in refused.value.errors
    with pytest.raises(InvalidInput):
        schedule(actor, member(Role.SUBMITTER))
    with pytest.raises(InvalidInput) as refused:
        schedule(actor, staff, working_day=21)
    assert "working_day" in refused.value.errors
    assert not PackSchedule.objects.exists()


def test_others_do_not_change_it(member, executive):
    with pytest.raises(NotAllowed):
        schedule(Actor.member(member(Role.REVIEWER)), executive)


def test_nothing_is_made_without_a_schedule_that_is_on(staff, executive):
    assert due(THIRD_WORKING_DAY) is None
    schedule(Actor.member(staff), executive, is_on=False)
    assert due(THIRD_WORKING_DAY) is None


def test_the_pack_is_made_once_on_its_working_day(scheduled):
    assert due(FIRST) is None
    assert due(THIRD_WORKING_DAY.replace(hour=5)) is None
    pack = due(THIRD_WORKING_DAY)
    assert (pack.quarter, pack.is_scheduled, pack.maker) == ("2026-Q3", True, "By schedule")
    assert due(THIRD_WORKING_DAY + timedelta(hours=1)) is None
    finished(pack)
    assert due(THIRD_WORKING_DAY + timedelta(days=1)) is None
    assert due(datetime(2027, 1, 6, 9, 0, tzinfo=UTC)).quarter == "2026-Q4"


def test_a_portal_that_was_away_makes_up_for_a_while(scheduled):
    assert due(THIRD_WORKING_DAY + timedelta(days=30)) is None
    assert due(THIRD_WORKING_DAY + timedelta(days=10)).quarter == "2026-Q3"


def test_switching_it_on_late_sends_no_old_news(staff, executive, now):
    now.move_to(THIRD_WORKING_DAY + timedelta(days=2), tick=False)
    schedule(Actor.member(staff), executive)
    assert due(THIRD_WORKING_DAY + timedelta(days=3)) is None


def test_what_could_not_be_made_is_tried_three_times(scheduled):
    pack = due(THIRD_WORKING_DAY)
    jobs = {pack.job.reference}
    for hour in (1, 2):
        running.fail(pack.job, "No paper")
        pack = due(THIRD_WORKING_DAY + timedelta(hours=hour))
        jobs.add(pack.job.reference)
    running.fail(pack.job, "No paper")
    assert due(THIRD_WORKING_DAY + timedelta(hours=3)) is None
    assert (BoardPack.objects.count(), len(jobs)) == (1, 3)


def test_the_day_is_that_of_the_organization(scheduled, organization):
    organization.timezone = "Pacific/Auckland"
    organization.save()
    evening_before = datetime(2026, 10, 4, 18, 0, tzinfo=UTC)
    assert due(evening_before).quarter == "2026-Q3"


def send(organization, now):
    now.move_to(THIRD_WORKING_DAY + timedelta(hours=1), tick=False)
    send_owed_mails(organization_id=organization.pk)


def test_a_scheduled_pack_is_sent_with_a_link(scheduled, executive, organization, now):
    now.move_to(THIRD_WORKING_DAY, tick=False)
    pack = finished(due(THIRD_WORKING_DAY))
    send(organization, now)
    (sent,) = mail.outbox
    assert sent.to == [executive.user.email]
    assert pack.get_absolute_url() in sent.body
    assert sent.attachments == []


def test_the_pdf_goes_along_where_the_schedule_says_so(
    staff, executive, organization, now, monkeypatch
):
    schedule(Actor.member(staff), executive, attaches_pdf=True)
    now.move_to(THIRD_WORKING_DAY, tick=False)
    pack = finished(due(THIRD_WORKING_DAY))
    send(organization, now)
    assert mail.outbox[0].attachments == [(pack.pdf.name, b"pack pages", "application/pdf")]
    monkeypatch.setattr(pack_delivery, "LARGEST_ATTACHMENT", 3)
    assert pack_delivery.attached_pdf(Notification.objects.get()) is None


def test_who_may_not_read_packs_any_more_gets_none(scheduled, executive, now):
    executive.roles = [Role.SUBMITTER]
    executive.save()
    now.move_to(THIRD_WORKING_DAY, tick=False)
    finished(due(THIRD_WORKING_DAY))
    assert not Notification.objects.exists()


def test_the_schedule_of_one_organization_makes_no_pack_in_another(scheduled, other_organization):
    with scope(other_organization):
        assert due(THIRD_WORKING_DAY) is None
        assert not PackSchedule.objects.exists()
