"""Who is told, once, in the inbox and by mail as they chose."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from coe_portal.accounts.models import Membership
from coe_portal.notifications import inbox, tasks
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import Attachment, NotificationKind
from coe_portal.notifications.models import Notification
from coe_portal.notifications.tasks import MOST_ATTEMPTS, send_all_owed_mails, send_owed_mails
from coe_portal.tenancy.scope import scope

INBOX = "/northbank/notifications/"
TOLD = NotificationKind("tests.told", label="A test", title="Hello %(name)s", text="How are you?")
QUIET = NotificationKind("tests.quiet", label="Quiet", title="Only here", by_mail=False)


def key_as_file(told: Notification) -> Attachment | None:
    content = f"For {told.recipient}".encode()
    return Attachment(f"{told.key}.txt", content, "text/plain") if told.key else None


def no_file(_told: Notification) -> Attachment | None:
    raise LookupError


BROKEN = NotificationKind("tests.broken", label="No file", title="Read it", attach=no_file)
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
FILED = NotificationKind("tests.filed", label="A file", title="Read it", attach=key_as_file)


@pytest.fixture
def reader(member) -> Membership:
    return member(name="Rita")


@pytest.fixture
def tell(organization, django_capture_on_commit_callbacks):
    def send(kind: NotificationKind, *people: Membership, **fields) -> list[Notification]:
        with django_capture_on_commit_callbacks(execute=True), scope(organization):
            return notify(kind, people, None, context={"name": "you"}, **fields)

    return send


def owed(row: Notification) -> tuple[int, dt.datetime | None]:
    """How often a mail was tried, and when it is next."""
    with scope(row.organization_id):
        row.refresh_from_db()
    return row.mail_attempts, row.mail_due_at


def test_a_row_now_and_a_mail_on_commit(tell, reader):
    (row,) = tell(TOLD, reader, url="/northbank/")
    assert (row.title, row.text) == ("Hello you", "How are you?")
    (letter,) = mail.outbox
    assert letter.to == [reader.user.email]
    assert letter.subject == "[Northbank] Hello you"
    assert "/northbank/" in letter.body


def test_nobody_is_told_twice_at_once(tell, reader):
    assert len(tell(TOLD, reader, reader)) == 1


def test_with_a_key_each_is_told_once_ever(tell, reader, member):
    tell(TOLD, reader, key="R-9:half")
    later = member()
    assert [row.recipient for row in tell(TOLD, reader, later, key="R-9:half")] == [later]
    assert len(tell(TOLD, reader, key="R-9:end")) == 1


def test_who_left_is_not_told(tell, reader):
    reader.is_active = False
    assert tell(TOLD, reader) == []


def test_quiet_kinds_are_not_mailed(tell, reader):
    tell(QUIET, reader)
    assert mail.outbox == []


def test_members_choose_what_is_mailed(tell, reader, client_for):
    client = client_for(reader)
    assert client.get(f"{INBOX}preferences/").status_code == 200
    answer = client.post(f"{INBOX}preferences/", {"kinds": []})
    assert answer.url == f"{INBOX}preferences/"
    tell(TOLD, reader)
    assert mail.outbox == []
    client.post(f"{INBOX}preferences/", {"kinds": ["tests.told"]})
    tell(TOLD, reader)
    assert len(mail.outbox) == 1


def test_the_inbox_shows_own_messages_only(tell, reader, member, client_for):
    tell(TOLD, reader)
    assert b"Hello you" in client_for(reader).get(INBOX).content
    assert b"Hello you" not in client_for(member()).get(INBOX).content


def test_opening_a_message_reads_it_and_leads_on(tell, reader, client_for):
    (row,) = tell(TOLD, reader, url="/northbank/jobs/")
    client = client_for(reader)
    assert b"1 unread" in client.get(f"{INBOX}bell/").content
    assert client.get(f"{INBOX}{row.pk}/").url == "/northbank/jobs/"
    assert b"unread" not in client.get(f"{INBOX}bell/").content


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_message_leads_nowhere_else(tell, reader, client_for, url):
    (row,) = tell(TOLD, reader, url=url)
    assert client_for(reader).get(f"{INBOX}{row.pk}/").url == INBOX


def test_messages_of_others_are_not_there(tell, reader, member, client_for):
    (row,) = tell(TOLD, reader)
    assert client_for(member()).get(f"{INBOX}{row.pk}/").status_code == 404
    with scope(row.organization_id):
        assert Notification.objects.get(pk=row.pk).read_at is None


def test_all_are_marked_as_read(tell, reader, client_for, organization):
    tell(TOLD, reader)
    tell(QUIET, reader)
    assert client_for(reader).post(f"{INBOX}read/").url == INBOX
    with scope(organization):
        assert inbox.mark_read(reader) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_inbox_costs_the_same_queries(
    tell, reader, client_for, count, django_assert_max_num_queries
):
    for _n in range(count):
        tell(QUIET, reader)
    client = client_for(reader)
    with django_assert_max_num_queries(13):
        client.get(INBOX)


def test_a_file_is_made_when_the_mail_is_sent(tell, reader):
    tell(FILED, reader, key="first")
    tell(FILED, reader)

    first, second = mail.outbox
    assert [one.filename for one in first.attachments] == ["first.txt"]
    assert first.attachments[0].content == f"For {reader}"
    assert second.attachments == []


class RefusingServer(BaseEmailBackend):
    """A server of mail that is there and takes nothing."""

    def send_messages(self, _messages):
        raise SMTPServerDisconnected


def test_a_mail_that_was_refused_is_tried_again_later(tell, reader, settings, time_machine):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.{RefusingServer.__name__}"
    time_machine.move_to(NOON, tick=False)
    (row,) = tell(TOLD, reader)
    organization = row.organization_id
    assert owed(row) == (1, NOON + 5 * MINUTE)

    time_machine.move_to(NOON + 7 * MINUTE, tick=False)
    assert send_owed_mails(organization_id=organization) == 0
    assert owed(row) == (2, NOON + 17 * MINUTE)

    settings.EMAIL_BACKEND = backend
    assert send_owed_mails(organization_id=organization) == 0
    time_machine.move_to(NOON + 20 * MINUTE, tick=False)
    assert send_owed_mails(organization_id=organization) == 1
    assert owed(row) == (3, None)
    assert send_owed_mails(organization_id=organization) == 0
    assert len(mail.outbox) == 1


def test_why_a_mail_was_not_sent_is_in_the_log(tell, reader, caplog):
    (row,) = tell(BROKEN, reader)

    (told,) = [one for one in caplog.records if one.name == tasks.__name__]
    assert told.getMessage() == f"Mail {row.pk} was not sent (attempt 1)"
    assert told.exc_info[0] is LookupError


def test_a_mail_is_given_up_after_many_attempts(tell, reader, settings, time_machine):
    settings.EMAIL_BACKEND = f"{__name__}.{RefusingServer.__name__}"
    time_machine.move_to(NOON, tick=False)
    (row,) = tell(TOLD, reader)
    for n in range(1, MOST_ATTEMPTS + 5):
        time_machine.move_to(NOON + n * 7 * HOUR, tick=False)
        send_owed_mails(organization_id=row.organization_id)

    assert owed(row) == (MOST_ATTEMPTS, None)


def test_what_the_worker_lost_is_sent_by_the_clock(organization, reader, time_machine):
    time_machine.move_to(NOON, tick=False)
    with scope(organization):
        lost = notify(TOLD, [reader], None, context={"name": "you"})
        broken = notify(BROKEN, [reader], None)
        assert len(lost) == len(broken) == 1
    time_machine.move_to(NOON + 2 * MINUTE, tick=False)

    assert send_all_owed_mails() >= 1

    assert [letter.subject for letter in mail.outbox] == ["[Northbank] Hello you"]
    assert owed(lost[0]) == (1, None)
    assert owed(broken[0])[0] == 1
