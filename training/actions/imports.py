"""The way of a file of completions: received, its columns chosen, checked, imported to the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.files import File
from django.db import IntegrityError, transaction
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
from training import declarations as told
from training.actions.completions import import_chunk
from training.choices import CompletionImportState
from training.logic.completions import CompletionReader, parse_mapping
from training.models.imports import CompletionImport
from training.permissions import STEER_TRAINING

CHECK, COMMIT = "training.completions_check", "training.completions_commit"
IN_WORK: Final = {
    CompletionImportState.CHECKING,
    CompletionImportState.IMPORTING,
    CompletionImportState.DONE,
}


@dataclass(frozen=True)
class CompletionFile:
    """A file that was looked at: its SHA-256 (hex), its size in bytes, its column names."""

    file_name: str
    sha256: str
    size: int
    headers: tuple[str, ...]
    content: File[bytes]


@transaction.atomic
def receive_completions(upload: CompletionFile, *, actor: Actor) -> CompletionImport:
    """Keep a file to be imported."""
    require(actor, STEER_TRAINING.code)
    batch = CompletionImport(
        number=next_number(CompletionImport.PREFIX),
        file_name=upload.file_name[:255],
        sha256=upload.sha256,
        size=upload.size,
        headers=list(upload.headers),
        requested_by=actor.membership,
    )
    batch.enter_organization()
    batch.file.save(upload.file_name, upload.content, save=False)
    follow_transaction(batch.file.storage, str(batch.file.name))
    batch.save()
    facts = {"file": batch.file_name, "sha256": batch.sha256}
    record(told.COMPLETIONS_RECEIVED, batch, actor=actor, after=facts)
    return batch


@transaction.atomic
def choose_columns(
    batch: CompletionImport, document: Mapping[str, Any], *, actor: Actor
) -> CompletionImport:
    """Say which column fills what; an earlier dry run is forgotten.

    Raises:
        InvalidInput: it is not a mapping.
        InvalidTransition: the file is being checked or imported, or was imported.
        RuleViolation: the file does not have a column.
    """
    require(actor, STEER_TRAINING.code)
    batch = CompletionImport.objects.locked(batch.pk)
    if batch.state in IN_WORK:
        raise InvalidTransition(_("The columns cannot be changed any more."))
    reader = reader_of(batch, document)
    if missing := reader.missing_columns():
        raise RuleViolation(
            _("The file does not have these columns: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    batch.mapping = dict(document)
    batch.rows.all().delete()
    batch.state = CompletionImportState.UPLOADED
    batch.save(update_fields=["mapping", "state", "updated_at"])
    record(told.COMPLETIONS_MAPPED, batch, actor=actor, after={"columns": reader.column})
    return batch


def reader_of(batch: CompletionImport, document: Mapping[str, Any]) -> CompletionReader:
    """Read the rows of the file by a mapping; InvalidInput with the place where that is wrong."""
    try:
        return CompletionReader(parse_mapping(document), batch.headers)
    except MappingError as error:
        raise InvalidInput(_("This is not a mapping."), errors={"mapping": [str(error)]}) from error


@transaction.atomic
def queue_check(batch: CompletionImport, *, actor: Actor) -> Job:
    """Ask for a dry run; the caller sends its task."""
    require(actor, STEER_TRAINING.code)
    batch = CompletionImport.objects.locked(batch.pk)
    if not batch.mapping:
        raise RuleViolation(_("Choose the columns first."))
    if batch.state in {CompletionImportState.IMPORTING, CompletionImportState.DONE}:
        raise InvalidTransition(_("This file was imported already."))
    return _queue(batch, CHECK, CompletionImportState.CHECKING, actor)


@transaction.atomic
def start_import(batch: CompletionImport, *, actor: Actor) -> Job:
    """Begin, or go on with, the import of a checked file; the caller sends its task.

    Raises:
        InvalidTransition: it was not checked, or another import of the organization is not done.
    """
    require(actor, STEER_TRAINING.code)
    batch = CompletionImport.objects.locked(batch.pk)
    if batch.state not in {CompletionImportState.CHECKED, CompletionImportState.IMPORTING}:
        raise InvalidTransition(_("Only a file that was checked can be imported."))
    try:
        with transaction.atomic():
            job = _queue(batch, COMMIT, CompletionImportState.IMPORTING, actor)
    except IntegrityError as error:  # one_completion_import_at_a_time
        raise InvalidTransition(_("Another import of completions is not finished.")) from error
    record(told.COMPLETIONS_STARTED, batch, actor=actor, after=batch.rows.all().counts())
    return job


def _queue(batch: CompletionImport, kind: str, state: CompletionImportState, actor: Actor) -> Job:
    title = _("Import of %(file)s") % {"file": batch.file_name}
    running.overtake(batch.job)
    batch.job = running.queue(
        kind, title, actor=actor, subject=batch, permission=STEER_TRAINING.code
    )
    batch.state = state
    batch.save(update_fields=["job", "state", "updated_at"])
    return batch.job


def import_all(batch_id: int, *, organization_id: int, actor: Actor) -> CompletionImport:
    """Import what is still waiting, one chunk per transaction; safe to be killed and called again.

    A chunk, the state of its rows, its audit events and its progress are one transaction: after a
    crash the rows of a chunk are either all done or all still waiting.
    """
    while True:
        with scope(organization_id):
            batch: CompletionImport = CompletionImport.objects.locked(batch_id)
            if batch.state != CompletionImportState.IMPORTING:
                return batch
            if import_chunk(batch, actor=actor) == 0:
                return _finish(batch, actor)


def _finish(batch: CompletionImport, actor: Actor) -> CompletionImport:
    outcome: dict[str, object] = {"rows": batch.rows_read, **batch.rows.all().counts()}
    batch.state = CompletionImportState.DONE
    batch.save(update_fields=["state", "updated_at"])
    if batch.job is not None:
        running.finish(batch.job, outcome=outcome)
    record(told.COMPLETIONS_FINISHED, batch, actor=actor, after=outcome)
    return batch


@transaction.atomic
def fail_check(batch: CompletionImport, message: str, *, actor: Actor) -> None:
    """Note why a dry run could not be finished; the columns can be chosen again."""
    batch = CompletionImport.objects.locked(batch.pk)
    batch.state = CompletionImportState.FAILED
    batch.save(update_fields=["state", "updated_at"])
    if batch.job is not None:
        running.fail(batch.job, message)
    record(told.COMPLETIONS_FAILED, batch, actor=actor, reason=message)
