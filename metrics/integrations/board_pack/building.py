"""What a worker does for a board pack: take the numbers, gather, print, write, keep.

The facts are gathered in one consistent reading, and nothing is locked while pages are laid out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import plain
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from metrics.actions.packs import MadePack, keep_pack
from metrics.actions.snapshots import take_snapshots
from metrics.integrations.board_pack import workbook
from metrics.integrations.board_pack.document import Cover, print_pack
from metrics.integrations.board_pack.sections import Bound, gathered
from metrics.integrations.board_pack.summary import Summary, summary_of
from metrics.logic.periods import quarter_of
from metrics.models.packs import BoardPack
from metrics.queries.pack_numbers import QUARTERS_TOLD, PackNumbers, pack_numbers

SCHEMA: Final = "coe-portal/board-pack/1"
MAKER: Final = Actor.system("board-pack")


@dataclass(frozen=True)
class Gathered:
    """Everything that both files say, read in one transaction."""

    cover: Cover
    numbers: PackNumbers
    chapters: tuple[Bound, ...]
    summary: Summary

    @property
    def evidence(self) -> str:
        """Sorted, indented JSON with what the pages say."""
        quarter = self.numbers.quarter
        told = {
            "schema": SCHEMA,
            "organization": self.cover.organization.name,
            "reference": self.cover.reference,
            "quarter": quarter.code,
            "starts_on": quarter.starts_on,
            "ends_on": quarter.ends_on,
            "as_of": self.numbers.as_of.at,
            "made_at": self.numbers.now,
            "currency": self.cover.organization.currency,
            "summary": self.summary.data(),
            "chapters": {bound.key: bound.chapter.data for bound in self.chapters},
        }
        return json.dumps(plain(told), ensure_ascii=False, indent=1, sort_keys=True)


def build_pack(organization_id: int, job_id: int) -> None:
    """Make and keep the pack of a job; delivered twice: once."""
    made: list[MadePack] = []

    def make(job: Job) -> Product:
        made.append(make_pack(job))
        return Product(outcome={"data_sha256": made[-1].data_sha256})

    def keep(job: Job) -> None:
        keep_pack(job, made[-1], actor=MAKER)

    carry_out(job_id, make, organization_id=organization_id, afterwards=keep)


def make_pack(job: Job) -> MadePack:
    """Both files, each step in a transaction of its own."""
    with scope(job.organization_id):
        _take_numbers(job)
        running.progress(job, done=1, message=_("Gathering what happened"))
    with scope(job.organization_id):
        found = gather(subject_of(job))
        running.progress(job, done=2, message=_("Laying out the pages"))
    evidence = found.evidence
    digest = sha256(evidence.encode()).hexdigest()
    pages = print_pack(
        found.cover, found.numbers, found.summary, found.chapters, (evidence, digest)
    )
    with scope(job.organization_id):
        running.progress(job, done=3, message=_("Writing the workbook"))
    sheets = [sheet for bound in found.chapters for sheet in bound.chapter.sheets]
    book = workbook.written(facts_of(found, digest), sheets)
    return MadePack(pages, book, found.numbers.as_of.at, digest)


def _take_numbers(job: Job) -> None:
    """What is missing of the quarters that the pack tells of."""
    organization = Organization.objects.get(pk=job.organization_id)
    quarter = quarter_of(subject_of(job).starts_on, organization.fiscal_year_start_month)
    take_snapshots(organization, quarter.back(QUARTERS_TOLD), actor=MAKER)


def gather(pack: BoardPack) -> Gathered:
    """The facts of a pack, in the scope of its organization."""
    organization = Organization.objects.get(pk=pack.organization_id)
    numbers = pack_numbers(
        organization,
        quarter_of(pack.starts_on, organization.fiscal_year_start_month),
        zone=ZoneInfo(organization.timezone),
        now=timezone.now(),
    )
    chapters = gathered(numbers)
    cover = Cover(organization, pack.reference, pack.maker)
    return Gathered(cover, numbers, chapters, summary_of(numbers, chapters))


def facts_of(found: Gathered, digest: str) -> Sequence[tuple[str, Any]]:
    """The first sheet of the workbook: what it is, and of when."""
    numbers, quarter = found.numbers, found.numbers.quarter
    title = _("Board pack %(quarter)s, %(organization)s") % {
        "quarter": quarter.code,
        "organization": found.cover.organization.name,
    }
    return (
        (_("Title"), title),
        (_("Reference"), found.cover.reference),
        (_("First day"), quarter.starts_on),
        (_("Last day"), quarter.ends_on),
        (_("Numbers as of"), numbers.as_of.at),
        (_("Made"), numbers.now),
        (_("Made for"), found.cover.made_for),
        (_("Currency"), found.cover.organization.currency),
        (_("SHA-256 of the data"), digest),
        *((_("Summary"), sentence) for sentence in found.summary.sentences),
    )
