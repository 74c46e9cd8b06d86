"""Bring files and use cases together: a stored upload, or an inventory of many organizations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.errors import DomainError
from coe_portal.importing.files import file_digest, local_copy
from coe_portal.importing.rows import SourceRow
from coe_portal.importing.spreadsheets import Spreadsheet, open_spreadsheet
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from intake.actions.import_checks import DryRun
from intake.actions.imports import (
    InventoryUpload,
    fail_import,
    import_all,
    receive_inventory,
    start_import,
)
from intake.logic.import_mapping import parse_mapping
from intake.logic.import_rows import MappedRow, RowMapper
from intake.models.imports import ImportBatch, ImportRow, ImportState, RowState
from intake.queries.rulebook import in_force


def check_upload(batch_id: int, *, organization_id: int, actor: Actor) -> None:
    """Dry-run a stored file; what stops it is noted on its job, for the person who waits."""
    with scope(organization_id):
        batch = ImportBatch.objects.select_related("job").get(pk=batch_id)
    try:
        with local_copy(batch.file) as path:
            _check(batch, open_spreadsheet(path), actor)
    except DomainError as error:
        with scope(organization_id):
            fail_import(batch, str(error), actor=actor)


def _check(batch: ImportBatch, sheet: Spreadsheet, actor: Actor) -> None:
    mapper = RowMapper(parse_mapping(batch.mapping), sheet.headers)
    run = dry_run(batch, actor)
    for source in sheet.rows():
        mapped = mapper.apply(source)
        if batch.only_organization in {"", mapped.organization}:
            run.add(source, mapped)
    run.finish()


def dry_run(batch: ImportBatch, actor: Actor) -> DryRun:
    """A dry run that has begun, with the questions that the organization asks now."""
    with scope(batch.organization_id):
        questions = in_force().rulebook.questionnaire.questions
    run = DryRun(batch, questions, actor=actor)
    run.begin()
    return run


@dataclass(frozen=True)
class Source:
    """An inventory that holds the use cases of several organizations."""

    sheet: Spreadsheet
    document: Mapping[str, Any]
    sha256: str

    @classmethod
    def open(cls, path: Path, document: Mapping[str, Any]) -> Source:
        """Look at the file.

        Raises:
            SpreadsheetError: it is not a table that can be read.
        """
        return cls(open_spreadsheet(path), document, file_digest(path))

    def rows(self) -> Iterator[tuple[SourceRow, MappedRow]]:
        """Every row, as it stands and as it is understood."""
        mapper = RowMapper(parse_mapping(self.document), self.sheet.headers)
        for row in self.sheet.rows():
            yield row, mapper.apply(row)

    def organizations(self) -> dict[str, str]:
        """The organizations that the rows name, with their full names, in alphabetical order."""
        found = {mapped.organization: mapped.organization_name for _row, mapped in self.rows()}
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class Share:
    """The part of an inventory that belongs to one organization: what its rows are called there."""

    organization: Organization
    name: str


def batch_of(source: Source, share: Share, *, actor: Actor) -> ImportBatch:
    """Find the import of this file with this mapping, or begin one. Call in the scope.

    One that is done counts only while every use case is still as it left it.
    """
    for batch in ImportBatch.objects.same_file(source.sha256, share.name):
        if canonical(batch.mapping) == canonical(source.document) and (
            batch.state != ImportState.DONE or is_settled(batch)
        ):
            return batch
    return receive_inventory(
        InventoryUpload(
            file_name=source.sheet.path.name,
            sha256=source.sha256,
            size=source.sheet.path.stat().st_size,
            headers=source.sheet.headers,
            mapping=source.document,
            only_organization=share.name,
        ),
        actor=actor,
    )


def canonical(document: Mapping[str, Any]) -> str:
    """A document as text that is equal when the documents are."""
    return json.dumps(document, sort_keys=True)


def is_settled(batch: ImportBatch) -> bool:
    """Whether the file was imported and every use case is still as that import left it."""
    if batch.state != ImportState.DONE:
        return False
    settled = batch.rows.filter(use_case__isnull=False).exclude(state=RowState.REPORTED)
    last = ImportRow.objects.filter(
        key__in=settled.values("key"), state__in=[RowState.IMPORTED, RowState.UPDATED]
    )
    latest = last.order_by("key", "-pk").distinct("key").values_list("key", "digest")
    return dict(latest) == dict(settled.values_list("key", "digest"))


def import_share(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Import what was checked, or go on where an import was cut off."""
    if batch.state in {ImportState.CHECKED, ImportState.IMPORTING}:
        with scope(batch.organization_id):
            start_import(batch, actor=actor)
    return import_all(batch.pk, organization_id=batch.organization_id, actor=actor)
