"""`manage.py import_inventory FILE`: import an inventory, and say what became of each row."""

from __future__ import annotations

import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from coe_portal.accounts.actions import OrganizationPayload, create_organization
from coe_portal.accounts.actor import Actor
from coe_portal.errors import DomainError
from coe_portal.importing.documents import MappingError
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from intake.actions.rulebooks import install_defaults
from intake.integrations.inventories import Share, Source, batch_of, dry_run, import_share
from intake.integrations.mappings import builtin_codes, builtin_document, read_document
from intake.models.imports import ImportBatch, ImportState, RowState

COLUMNS = ("read", "imported", "updated", "unchanged", "reported")
UNFINISHED = {ImportState.UPLOADED, ImportState.CHECKING, ImportState.FAILED}


class Command(BaseCommand):
    help = "Import use cases from a CSV or XLSX file, one organization after the other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            required=True,
            help=f"one of {', '.join(builtin_codes())}, or the path of a mapping document",
        )
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--organization", metavar="SLUG", help="all rows belong to it")
        whose.add_argument(
            "--organization-from", metavar="COLUMN", help="the column that names the organization"
        )
        parser.add_argument(
            "--create-organizations",
            action="store_true",
            help="make the organizations that are not in the portal, with the default rules",
        )
        parser.add_argument(
            "--problems", action="store_true", help="list each problem with its row"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        actor = Actor.system("import_inventory")
        try:
            document = load_mapping(options["mapping"]) | column_of(options)
            source = Source.open(options["file"], document)
            self.missing: dict[str, str] = {}
            shares = self.shares(source, options, actor)
            batches = self.checked(source, shares, actor)
            counts = {name: self.imported(batch, actor) for name, batch in batches.items()}
        except (DomainError, MappingError, OSError) as error:
            raise CommandError(str(error)) from error
        self.report(source, counts)
        if options["problems"]:
            self.list_problems(batches.values())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"{time.monotonic() - started:.1f} s, peak memory {memory:.0f} MB")

    def shares(self, source: Source, options: dict[str, Any], actor: Actor) -> list[Share]:
        """Which organization gets which rows."""
        if slug := options["organization"]:
            organization = Organization.objects.filter(slug=slug).first()
            if organization is None:
                raise CommandError(f"There is no organization {slug}.")
            return [Share(organization, "")]
        shares = []
        for name, full_name in source.organizations().items():
            organization = find_organization(name, full_name)
            if organization is None and options["create_organizations"] and name:
                organization = make_organization(name, full_name, actor)
            if organization is None:
                self.missing[name] = full_name
            else:
                shares.append(Share(organization, name))
        return shares

    def checked(self, source: Source, shares: list[Share], actor: Actor) -> dict[str, ImportBatch]:
        """Dry-run the organizations that need it, in one reading of the file."""
        batches = {}
        for share in shares:
            with scope(share.organization):
                batches[share.name] = batch_of(source, share, actor=actor)
        runs = {
            name: dry_run(batch, actor)
            for name, batch in batches.items()
            if batch.state in UNFINISHED
        }
        for row, mapped in source.rows() if runs else ():
            run = runs.get(mapped.organization) or runs.get("")
            if run is not None:
                run.add(row, mapped)
        return batches | {name: run.finish() for name, run in runs.items()}

    def imported(self, batch: ImportBatch, actor: Actor) -> dict[str, int]:
        """Import what is left of one organization; what was settled before counts as unchanged."""
        was_done = batch.state == ImportState.DONE
        if not was_done:
            batch = import_share(batch, actor=actor)
        with scope(batch.organization_id):
            counts = batch.rows.all().counts()
        if was_done:
            done = (RowState.IMPORTED, RowState.UPDATED)
            counts[RowState.UNCHANGED] += sum(counts[state] for state in done)
            counts |= dict.fromkeys(done, 0)
        return {"read": batch.rows_read, **counts}

    def report(self, source: Source, counts: dict[str, dict[str, int]]) -> None:
        """The table of what became of the rows; every row that was read is in it."""
        by_missing = dict.fromkeys(self.missing, 0)
        for _row, mapped in source.rows() if self.missing else ():
            if mapped.organization in by_missing:
                by_missing[mapped.organization] += 1
        lines = {name or "all": figures for name, figures in counts.items()}
        lines |= {
            f"{name or '(none)'} *": {"read": rows, "reported": rows}
            for name, rows in by_missing.items()
        }
        total = {
            column: sum(figures.get(column, 0) for figures in lines.values()) for column in COLUMNS
        }
        width = max(12, *(len(name) for name in lines)) if lines else 12
        self.line("organization", COLUMNS, width)
        for name, figures in sorted(lines.items()):
            self.line(name, [figures.get(column, 0) for column in COLUMNS], width)
        self.line("total", list(total.values()), width)
        if self.missing:
            self.stdout.write("* not in the portal: use --create-organizations")

    def line(self, name: str, cells: Iterable[object], width: int) -> None:
        self.stdout.write(name.ljust(width) + "".join(f"{cell!s:>11}" for cell in cells))

    def list_problems(self, batches: Iterable[ImportBatch]) -> None:
        """Each problem with its row and line in the file."""
        for batch in batches:
            with scope(batch.organization_id):
                for row in batch.rows.all().with_problems():
                    for note in row.notes:
                        place = f"row {row.number} (line {row.line})"
                        about = f"{note['column']}: {note['value']}".strip(": ")
                        self.stdout.write(f"{place}: {note['text']} {about}")


def load_mapping(name: str) -> dict[str, Any]:
    """A shipped mapping by its code, or a document by its path."""
    return builtin_document(name) if name in builtin_codes() else read_document(Path(name))


def column_of(options: dict[str, Any]) -> dict[str, str]:
    """What the options say about the organization column, over what the mapping says."""
    return {"organization": options["organization_from"] or ""}


def find_organization(name: str, full_name: str) -> Organization | None:
    """The organization of a name in the file: by its address, else by its full name."""
    slug = slugify(name)
    found = Organization.objects.filter(slug=slug).first() if slug else None
    if found is None and full_name:
        found = Organization.objects.filter(name__iexact=full_name).first()
    return found


def make_organization(name: str, full_name: str, actor: Actor) -> Organization:
    """An organization with the default questionnaire and rules."""
    payload = OrganizationPayload(name=full_name or name, slug=slugify(name), currency="USD")
    organization = create_organization(payload, actor=actor)
    with scope(organization):
        install_defaults(organization, actor=actor)
    return organization
