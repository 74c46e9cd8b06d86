"""Comments and files: who may, what is refused, who is told, what the trail keeps."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.actions import (
    attach_file,
    post_comment,
    remove_attachment,
    remove_comment,
)
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.notifications.models import Notification

PDF = b"%PDF-1.7\n1 0 obj"


def pdf(name: str = "plan.pdf", content: bytes = PDF) -> ContentFile:
    return ContentFile(content, name=name)


def told() -> list[str]:
    return sorted(note.recipient.display_name for note in Notification.objects.all())


def test_a_comment_is_kept_recorded_and_told_to_owner_and_thread(use_case, member):
    owner, sam, rita = member(name="Olga"), member(name="Sam"), member(name="Rita")
    use_case.owner = owner
    use_case.save()
    post_comment(use_case, "Which letters?", actor=Actor.member(sam))
    assert told() == ["Olga"]
    comment = post_comment(use_case, "  Complaints. ", actor=Actor.member(rita))
    assert told() == ["Olga", "Olga", "Sam"]
    assert comment.body == "Complaints."
    event = AuditEvent.objects.about(use_case).first()
    assert (event.action, event.after) == (
        "collaboration.comment.posted",
        {"comment": "Complaints."},
    )


def test_an_empty_comment_is_refused(use_case, actor):
    with pytest.raises(InvalidInput):
        post_comment(use_case, "  ", actor=actor)


def test_auditors_read_only(use_case, member):
    auditor = Actor.member(member(Role.AUDITOR))
    with pytest.raises(NotAllowed):
        post_comment(use_case, "Hm", actor=auditor)
    with pytest.raises(NotAllowed):
        attach_file(use_case, pdf(), actor=auditor)


def test_comments_are_removed_by_their_author_and_by_staff(use_case, member):
    author, other, staff = member(), member(), member(Role.COE_STAFF)
    comment = post_comment(use_case, "Mine", actor=Actor.member(author))
    with pytest.raises(NotAllowed):
        remove_comment(comment, actor=Actor.member(other))
    assert remove_comment(comment, actor=Actor.member(author)).removed_at
    second = post_comment(use_case, "Mine again", actor=Actor.member(author))
    assert remove_comment(second, actor=Actor.member(staff)).removed_at
    assert AuditEvent.objects.about(use_case).first().before["comment"] == "Mine again"
    assert Comment.objects.about(use_case).present().count() == 0


def test_a_file_is_kept_with_its_hash_and_type(use_case, actor):
    attachment = attach_file(use_case, pdf("C:\\secret\\plan.pdf"), actor=actor, part="data")
    stored = Attachment.objects.get(pk=attachment.pk)
    assert (stored.name, stored.content_type, stored.size, stored.sha256) == (
        "plan.pdf",
        "application/pdf",
        len(PDF),
        hashlib.sha256(PDF).hexdigest(),
    )
    with stored.file.open("rb") as content:
        assert content.read() == PDF
    assert AuditEvent.objects.about(use_case).first().after["sha256"] == stored.sha256


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "/etc/plan.pdf", "..\\plan.pdf"])
def test_a_path_in_a_name_leads_nowhere(use_case, actor, name):
    attachment = attach_file(use_case, pdf(), actor=actor)
    attachment = attach_file(use_case, _named(name), actor=actor, part="x")
    assert "/" not in attachment.name
    assert attachment.file.name.startswith(f"organizations/{use_case.organization_id}/")


def _named(name: str) -> ContentFile:
    file = pdf()
    file.name = name
    return file


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (pdf("plan.exe"), "not accepted"),
        (pdf("plan.png"), "not accepted"),
        (pdf("plan.pdf", b""), "empty"),
    ],
)
def test_what_is_refused(use_case, actor, file, says):
    with pytest.raises(InvalidInput, match=says):
        attach_file(use_case, file, actor=actor)


def test_a_file_that_is_too_large(use_case, actor, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(InvalidInput, match="larger than"):
        attach_file(use_case, pdf(), actor=actor)


def test_the_same_file_twice(use_case, actor):
    attachment = attach_file(use_case, pdf(), actor=actor)
    with pytest.raises(InvalidInput, match="already"):
        attach_file(use_case, pdf("other.pdf"), actor=actor)
    copy = Attachment.objects.get(pk=attachment.pk)
    copy.pk = None
    with pytest.raises(IntegrityError, match="each_file_once"), transaction.atomic():
        copy.save(force_insert=True)
    remove_attachment(attachment, actor=actor)
    attach_file(use_case, pdf(), actor=actor)
