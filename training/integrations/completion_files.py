"""Bring files of completions and people together: look at an upload, dry-run what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.errors import DomainError
from coe_portal.importing.files import file_digest, local_copy
from coe_portal.importing.samples import Sample, sample
from coe_portal.importing.spreadsheets import Limits, open_spreadsheet
from coe_portal.tenancy.scope import scope
from training.actions.completion_checks import DryRun
from training.actions.imports import CompletionFile, fail_check, reader_of
from training.models.imports import CompletionImport

LIMITS: Final = Limits(bytes=16 * 1024 * 1024, rows=100_000, columns=200)


def look_at(file: UploadedFile[bytes]) -> CompletionFile:
    """See whether an upload is a table.

    Raises:
        SpreadsheetError: it is none, or it is too large.
    """
    with local_copy(file) as path:
        sheet = open_spreadsheet(path, LIMITS)
        digest = file_digest(path)
    return CompletionFile(
        file_name=file.name or _("completions"),
        sha256=digest,
        size=file.size or 0,
        headers=sheet.headers,
        content=file,
    )


def samples_of(batch: CompletionImport) -> Mapping[str, Sample]:
    """What the columns of a stored file hold."""
    with local_copy(batch.file) as path:
        return sample(open_spreadsheet(path, LIMITS))


def check_completions(batch_id: int, *, organization_id: int, actor: Actor) -> None:
    """Dry-run a stored file; what stops it is noted on its job, for the person who waits."""
    with scope(organization_id):
        batch = CompletionImport.objects.select_related("job").get(pk=batch_id)
    try:
        _check(batch, actor)
    except DomainError as error:
        with scope(organization_id):
            fail_check(batch, str(error), actor=actor)


def _check(batch: CompletionImport, actor: Actor) -> None:
    reader = reader_of(batch, batch.mapping)
    run = DryRun(batch, reader, actor=actor)
    with local_copy(batch.file) as path:
        for row in open_spreadsheet(path, LIMITS).rows():
            run.add(reader.read(row))
    run.finish()
