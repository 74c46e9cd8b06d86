"""Documents of a version: a newer one of a kind takes the place of the older."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.chain import canonical_json
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.collaboration.models import Attachment
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from registry.actions.registration import locked_version
from registry.choices import DocumentKind, DocumentResult
from registry.declarations import models as told
from registry.logic.completeness import EVALUATIONS
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion
from registry.permissions.models import CHANGE

WEB: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, kw_only=True)
class DocumentTerms:
    """A document of a version: a file, an address, or content that the portal reads itself."""

    kind: DocumentKind
    title: str
    summary: str = ""
    result: DocumentResult = DocumentResult.NONE
    url: str = ""
    file: File[bytes] | None = None
    content: dict[str, Any] | None = None
    made_on: dt.date | None = None
    valid_until: dt.date | None = None


@transaction.atomic
def add_document(version: ModelVersion, terms: DocumentTerms, *, actor: Actor) -> ModelDocument:
    """Keep a document; the current one of its kind is kept as replaced."""
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    return keep_document(version, terms, actor=actor)


def keep_document(version: ModelVersion, terms: DocumentTerms, *, actor: Actor) -> ModelDocument:
    """A step of other actions, which lock the version and ask for a right of their own."""
    _check(terms)
    now = timezone.now()
    replaced = ModelDocument.objects.current().filter(version=version, kind=terms.kind)
    before = replaced.first()
    replaced.update(ended_at=now, updated_at=now)
    attachment = None if terms.file is None else _kept(version, terms.file, actor)
    row: ModelDocument = ModelDocument.objects.create(
        version=version,
        kind=terms.kind,
        title=terms.title.strip(),
        summary=terms.summary.strip(),
        result=terms.result,
        url=terms.url.strip(),
        attachment=attachment,
        content=terms.content or {},
        digest=_digest(attachment, terms.content),
        made_on=terms.made_on,
        valid_until=terms.valid_until,
        added_by=actor.membership,
        added_at=now,
    )
    record(
        told.DOCUMENT_ADDED,
        version,
        actor=actor,
        before={} if before is None else {"document": str(before)},
        after={"document": str(row), "result": row.result, "sha256": row.digest},
        root=version.model,
    )
    return row


@transaction.atomic
def withdraw_document(document: ModelDocument, reason: str, *, actor: Actor) -> ModelDocument:
    """It should not count; the row stays."""
    version = locked_version(document.version)
    require(actor, CHANGE.code, version)
    row = ModelDocument.objects.locked(document.pk)
    if not row.is_current:
        raise InvalidTransition(_("It does not count any more."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at", "updated_at"])
    record(
        told.DOCUMENT_WITHDRAWN,
        version,
        actor=actor,
        before={"document": str(row)},
        reason=reason.strip(),
        root=version.model,
    )
    return row


def _kept(version: ModelVersion, file: File[bytes], actor: Actor) -> Attachment:
    return attach_file(version.model, file, actor=actor, part=version.part)


def _digest(attachment: Attachment | None, content: dict[str, Any] | None) -> str:
    """Of the file, or of what the portal reads itself."""
    if attachment is not None:
        return str(attachment.sha256)
    return hashlib.sha256(canonical_json(content).encode()).hexdigest() if content else ""


def _check(terms: DocumentTerms) -> None:
    errors: dict[str, list[str]] = {}
    if not terms.title.strip():
        errors["title"] = [_("Give it a title.")]
    if terms.file is None and not terms.url.strip() and not terms.content:
        errors["file"] = [_("Add the file, or say where it is.")]
    if terms.url.strip() and not WEB.fullmatch(terms.url.strip()):
        errors["url"] = [_("Give an address that begins with https://.")]
    if terms.kind in EVALUATIONS and terms.result == DocumentResult.NONE:
        errors["result"] = [_("Say whether it passed.")]
    if terms.valid_until is not None and terms.valid_until < today_here():
        errors["valid_until"] = [_("This day is past.")]
    if errors:
        raise InvalidInput(_("The document is not complete."), errors=errors)
