"""Comments and files on any declared object, added and taken away."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import is_permitted
from coe_portal.audit.recording import record
from coe_portal.collaboration import declarations, subjects
from coe_portal.collaboration.content import ACCEPTED_ENDINGS, content_type_of
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.collaboration.permissions import may_remove
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.files import follow_transaction

EXCERPT_LENGTH = 300


@transaction.atomic
def post_comment(subject: models.Model, body: str, *, actor: Actor, part: str = "") -> Comment:
    """Say something about an object or a part of it; those who take part in the thread are told."""
    kind = subjects.kind_of(subject)
    require(actor, kind.write, subject)
    about = _label_of_part(subject, kind, part)
    if not body.strip():
        raise InvalidInput(_("The comment is empty."), errors={"body": [_("Write something.")]})
    assert actor.membership is not None  # noqa: S101  (require() lets only members through here)
    comment = Comment.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        part=part,
        author=actor.membership,
        body=body.strip(),
    )
    _tell_the_others(comment, subject, kind)
    after = {"comment": comment.body, **({"about": about} if about else {})}
    record(
        declarations.COMMENT_POSTED, subject, actor=actor, after=after, root=_root(kind, subject)
    )
    return comment


def _label_of_part(subject: models.Model, kind: subjects.Commentable, part: str) -> str:
    if not part:
        return ""
    label = kind.parts(subject).get(part)
    if label is None:
        raise InvalidInput(
            _("This has no such part."), errors={"part": [_("Choose one that is there.")]}
        )
    return label


@transaction.atomic
def remove_comment(comment: Comment, *, actor: Actor) -> Comment:
    """Take a comment out of the thread: the own, or anybody's as CoE staff; the trail keeps it."""
    comment = Comment.objects.locked(comment.pk)
    subject, kind = _subject_of(comment)
    _require_own_or_moderator(comment.author_id, kind, subject, actor)
    if comment.removed_at is None:
        comment.removed_at = timezone.now()
        comment.save(update_fields=["removed_at", "updated_at"])
        before = {"comment": comment.body, "author": comment.author.display_name}
        record(
            declarations.COMMENT_REMOVED,
            subject,
            actor=actor,
            before=before,
            root=_root(kind, subject),
        )
    return comment


@transaction.atomic
def attach_file(
    subject: models.Model,
    file: File[bytes],
    *,
    actor: Actor,
    part: str = "",
    description: str = "",
) -> Attachment:
    """Keep a file with an object; InvalidInput for what is too large, empty, unsafe or there."""
    kind = subjects.kind_of(subject)
    require(actor, kind.write, subject)
    name = PurePath((file.name or "").replace("\\", "/")).name[-255:]
    content = _content(file)
    content_type = content_type_of(name, content)
    if content_type is None:
        _refuse(
            _("This kind of file is not accepted, or its content is not what its name says.")
            + " "
            + _("Use one of: %(endings)s.") % {"endings": ", ".join(ACCEPTED_ENDINGS)}
        )
    digest = hashlib.sha256(content).hexdigest()
    if Attachment.objects.about(subject).present().filter(part=part, sha256=digest).exists():
        _refuse(_("This file is here already."))
    attachment = Attachment(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        part=part,
        name=name,
        description=description.strip()[:255],
        content_type=content_type,
        size=len(content),
        sha256=digest,
        uploaded_by=actor.membership,
    )
    attachment.enter_organization()  # the storage path begins with it
    attachment.file.save(name, ContentFile(content), save=False)
    follow_transaction(attachment.file.storage, str(attachment.file.name))
    attachment.save()
    after = {"name": name, "size": len(content), "sha256": digest, "type": content_type}
    record(declarations.FILE_ATTACHED, subject, actor=actor, after=after, root=_root(kind, subject))
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, actor: Actor) -> Attachment:
    """Hide a file; its bytes stay, because assessments and packets may name their hash."""
    attachment = Attachment.objects.locked(attachment.pk)
    subject, kind = _subject_of(attachment)
    _require_own_or_moderator(attachment.uploaded_by_id, kind, subject, actor)
    if attachment.removed_at is None:
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["removed_at", "updated_at"])
        before = {"name": attachment.name, "sha256": attachment.sha256}
        record(
            declarations.FILE_REMOVED,
            subject,
            actor=actor,
            before=before,
            root=_root(kind, subject),
        )
    return attachment


def _require_own_or_moderator(
    author_id: int | None, kind: subjects.Commentable, subject: models.Model, actor: Actor
) -> None:
    require(actor, kind.view, subject)
    if not may_remove(author_id, actor):
        raise NotAllowed(_("Only who added it, or the CoE's staff, can remove this."))
    require(actor, kind.write, subject)


def _subject_of(row: Comment | Attachment) -> tuple[Any, subjects.Commentable]:
    subject = subjects.subject_of(row.subject_type, row.subject_id)
    return subject, subjects.kind_of(subject)


def _root(kind: subjects.Commentable, subject: models.Model) -> models.Model | None:
    return kind.root(subject) if kind.root is not None else None


def _content(file: File[bytes]) -> bytes:
    limit = settings.ATTACHMENT_MAX_BYTES
    if file.size > limit:
        _refuse(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)})
    content = bytes(file.read())
    if not content:
        _refuse(_("The file is empty."))
    return content


def _refuse(message: str) -> NoReturn:
    raise InvalidInput(message, errors={"file": [message]})


def _tell_the_others(comment: Comment, subject: Any, kind: subjects.Commentable) -> None:
    wrote = Membership.objects.with_user().filter(
        comments__subject_type=comment.subject_type, comments__subject_id=comment.subject_id
    )
    others = {member.pk: member for member in [*wrote.distinct(), *kind.followers(subject)]}
    others.pop(comment.author_id, None)
    notify(
        declarations.COMMENTED,
        [member for member in others.values() if is_permitted(member, kind.view, subject)],
        subject,
        context={
            "author": comment.author.display_name,
            "subject": getattr(subject, "subject_label", str(subject)),
            "excerpt": comment.body[:EXCERPT_LENGTH],
        },
        url=subject.get_absolute_url(),
    )
