"""The pictures of a draft: capped, drawn anew without metadata, shared by the versions."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Final, NoReturn

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from coe_portal.collaboration.content import content_type_of
from coe_portal.collaboration.pictures import NoPicture, redrawn
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.files import follow_transaction
from training import declarations as told
from training.actions.authoring import locked_draft
from training.models.courses import CourseVersion, Picture

ACCEPTED: Final = ("image/png", "image/jpeg", "image/webp")
LARGEST: Final = 2 * 1024 * 1024
MOST_PICTURES: Final = 60
_NO_PICTURE: Final = gettext_lazy(
    "This is no PNG, JPEG or WebP, or its content is not what its name says."
)


@transaction.atomic
def add_picture(
    version: CourseVersion, file: File[bytes], *, actor: Actor, name: str = ""
) -> Picture:
    """Keep a picture with a draft; without a name it is called like its file.

    What the file tells beside the picture, such as where it was taken, is not kept.

    Raises:
        InvalidInput: too large, empty, no PNG, JPEG or WebP, or the name is taken.
        RuleViolation: the draft has as many as it may have.
    """
    version = locked_draft(version, actor=actor)
    content, content_type = _checked(file)
    if version.pictures.count() >= MOST_PICTURES:
        raise RuleViolation(
            _("A course has at most %(most)d pictures.") % {"most": MOST_PICTURES},
            code="course.too_many_pictures",
        )
    picture = Picture(
        version=version,
        name=_free_name(version, name or PurePath(file.name or "").stem),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor.membership,
    )
    _store(picture, content)
    picture.save()
    after = {"picture": picture.name, "sha256": picture.sha256, "size": picture.size}
    record(told.DRAFT_CHANGED, version.course, actor=actor, after=after)
    return picture


def _checked(file: File[bytes]) -> tuple[bytes, str]:
    if file.size > LARGEST:
        _refuse(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(LARGEST)})
    content = bytes(file.read())
    content_type = content_type_of(file.name or "", content)
    if content_type not in ACCEPTED:
        _refuse(_NO_PICTURE)
    try:
        return redrawn(content, content_type), content_type
    except NoPicture:
        _refuse(_NO_PICTURE)


def _free_name(version: CourseVersion, name: str) -> str:
    name = slugify(name)[:60] or "picture"
    if version.pictures.filter(name=name).exists():
        _refuse(_("A picture of this course is called so already: %(name)s.") % {"name": name})
    return name


def _refuse(message: str | Promise) -> NoReturn:
    raise InvalidInput(str(message), errors={"file": [str(message)]})


def _store(picture: Picture, content: bytes) -> None:
    """Write the bytes, unless some version of a course has the same."""
    same = Picture.objects.filter(sha256=picture.sha256).first()
    if same is not None:
        picture.file = same.file
        return
    picture.enter_organization()  # the storage path begins with it
    picture.file.save(picture.name, ContentFile(content), save=False)
    follow_transaction(picture.file.storage, str(picture.file.name))


@transaction.atomic
def remove_picture(version: CourseVersion, name: str, *, actor: Actor) -> CourseVersion:
    """Take a picture out of a draft; its bytes stay, for published versions may show it."""
    version = locked_draft(version, actor=actor)
    picture = version.pictures.filter(name=name).first()
    if picture is None:
        raise InvalidTransition(_("This is not in the draft."), code="course.part_missing")
    picture.delete()
    before = {"picture": name, "sha256": picture.sha256}
    record(told.DRAFT_CHANGED, version.course, actor=actor, before=before)
    return version
