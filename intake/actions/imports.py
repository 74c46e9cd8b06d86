"""The way of a file: received, given a mapping, imported row by row until nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.importing.documents import MappingError
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.files import follow_transaction
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.turns import take_turn
from intake.actions import import_cases
from intake.actions.import_checks import mark_unchanged
from intake.declarations import (
    IMPORT_FAILED,
    IMPORT_FINISHED,
    IMPORT_MAPPED,
    IMPORT_MAPPING_SAVED,
    IMPORT_RECEIVED,
    IMPORT_STARTED,
)
from intake.logic.import_mapping import MappingDocument, parse_mapping
from intake.logic.import_rows import RowMapper
from intake.models.imports import ImportBatch, ImportMapping, ImportState

CHECK, COMMIT = "intake.import_check", "intake.import_commit"


@dataclass(frozen=True)
class InventoryUpload:
    """A file that was looked at: its SHA-256 (hex), its size in bytes, its column names.

    `content` is None when the rows come from elsewhere and the file itself is not to be kept.
    """

    file_name: str
    sha256: str
    size: int
    headers: tuple[str, ...]
    content: File[bytes] | None = None
    mapping: Mapping[str, Any] | None = None
    only_organization: str = ""


@transaction.atomic
def receive_inventory(upload: InventoryUpload, *, actor: Actor) -> ImportBatch:
    """Keep a file to be imported. A mapping that comes with it must fit its columns."""
    require(actor, "intake.import")
    batch = ImportBatch(
        number=next_number(ImportBatch.PREFIX),
        file_name=upload.file_name[:255],
        sha256=upload.sha256,
        size=upload.size,
        headers=list(upload.headers),
        only_organization=upload.only_organization,
        requested_by=actor.membership,
    )
    if upload.mapping is not None:
        _fit(batch, upload.mapping)
    batch.enter_organization()
    if upload.content is not None:
        batch.file.save(upload.file_name, upload.content, save=False)
        follow_transaction(batch.file.storage, str(batch.file.name))
    batch.save()
    record(
        IMPORT_RECEIVED,
        batch,
        actor=actor,
        after={"file": batch.file_name, "sha256": batch.sha256, "mapping": batch.mapping_name},
    )
    return batch


@transaction.atomic
def choose_mapping(batch: ImportBatch, document: Mapping[str, Any], *, actor: Actor) -> ImportBatch:
    """Say how the file is to be read; an earlier dry run is forgotten."""
    require(actor, "intake.import")
    batch = ImportBatch.objects.locked(batch.pk)
    if batch.state in {ImportState.CHECKING, ImportState.IMPORTING, ImportState.DONE}:
        raise InvalidTransition(_("The mapping cannot be changed any more."))
    _fit(batch, document)
    batch.rows.all().delete()
    batch.state = ImportState.UPLOADED
    batch.save(update_fields=["mapping", "unused_columns", "state", "updated_at"])
    record(IMPORT_MAPPED, batch, actor=actor, after={"mapping": batch.mapping_name})
    return batch


@transaction.atomic
def save_mapping(document: Mapping[str, Any], *, actor: Actor) -> ImportMapping:
    """Keep a mapping for the next file; one of the same code is replaced."""
    require(actor, "intake.import")
    parsed = parsed_mapping(document)
    mapping, _created = ImportMapping.objects.update_or_create(
        code=parsed.code, defaults={"name": parsed.name, "document": dict(document)}
    )
    record(IMPORT_MAPPING_SAVED, mapping, actor=actor, after={"code": parsed.code})
    return mapping


def parsed_mapping(document: Mapping[str, Any]) -> MappingDocument:
    """Read a mapping; InvalidInput with the place where it is wrong."""
    try:
        return parse_mapping(document)
    except MappingError as error:
        raise InvalidInput(_("This is not a mapping."), errors={"mapping": [str(error)]}) from error


def _fit(batch: ImportBatch, document: Mapping[str, Any]) -> None:
    mapper = RowMapper(parsed_mapping(document), batch.headers)
    if missing := mapper.missing_columns():
        raise RuleViolation(
            _("The file does not have these columns, which the mapping needs: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    batch.mapping = dict(document)
    batch.unused_columns = list(mapper.unused_columns(batch.headers))


@transaction.atomic
def queue_check(batch: ImportBatch, *, actor: Actor) -> Job:
    """Ask for a dry run; the caller sends its task."""
    require(actor, "intake.import")
    batch = ImportBatch.objects.locked(batch.pk)
    if not batch.mapping:
        raise RuleViolation(_("Choose how the columns are to be read first."))
    if batch.state in {ImportState.IMPORTING, ImportState.DONE}:
        raise InvalidTransition(_("This file was imported already."))
    return _queue(batch, CHECK, ImportState.CHECKING, actor)


@transaction.atomic
def start_import(batch: ImportBatch, *, actor: Actor) -> Job:
    """Begin, or go on with, the import of a checked file; the caller sends its task.

    Only one import of an organization runs at a time, so that no use case is made twice.
    """
    require(actor, "intake.import")
    take_turn(COMMIT)
    batch = ImportBatch.objects.locked(batch.pk)
    if batch.state not in {ImportState.CHECKED, ImportState.IMPORTING}:
        raise InvalidTransition(_("Only a file that was checked can be imported."))
    other = ImportBatch.objects.filter(state=ImportState.IMPORTING).exclude(pk=batch.pk).first()
    if other is not None:
        raise InvalidTransition(
            _("Another import is not finished: %(import)s.") % {"import": other.reference}
        )
    mark_unchanged(batch)
    job = _queue(batch, COMMIT, ImportState.IMPORTING, actor)
    record(IMPORT_STARTED, batch, actor=actor, after=batch.rows.all().counts())
    return job


def _queue(batch: ImportBatch, kind: str, state: ImportState, actor: Actor) -> Job:
    title = _("Import of %(file)s") % {"file": batch.file_name}
    running.overtake(batch.job)
    batch.job = running.queue(kind, title, actor=actor, subject=batch, permission="intake.import")
    batch.state = state
    batch.save(update_fields=["job", "state", "updated_at"])
    return batch.job


def import_all(batch_id: int, *, organization_id: int, actor: Actor) -> ImportBatch:
    """Import what is still waiting, one chunk per transaction; safe to be killed and called again.

    A chunk, the state of its rows, its audit events and its progress are one transaction: after a
    crash the rows of a chunk are either all done or all still waiting.
    """
    while True:
        with scope(organization_id):
            batch = ImportBatch.objects.locked(batch_id)
            if batch.state != ImportState.IMPORTING:
                return batch
            if import_cases.import_chunk(batch, actor=actor) == 0:
                return _finish(batch, actor)


def _finish(batch: ImportBatch, actor: Actor) -> ImportBatch:
    counts = batch.rows.all().counts()
    batch.state = ImportState.DONE
    batch.save(update_fields=["state", "updated_at"])
    if batch.job is not None:
        running.finish(batch.job, outcome={"rows": batch.rows_read, **counts})
    record(IMPORT_FINISHED, batch, actor=actor, after={"rows": batch.rows_read, **counts})
    return batch


@transaction.atomic
def fail_import(batch: ImportBatch, message: str, *, actor: Actor) -> None:
    """Note why a dry run could not be finished; the file can be given another mapping."""
    batch = ImportBatch.objects.locked(batch.pk)
    batch.state = ImportState.FAILED
    batch.save(update_fields=["state", "updated_at"])
    if batch.job is not None:
        running.fail(batch.job, message)
    record(IMPORT_FAILED, batch, actor=actor, reason=message)
