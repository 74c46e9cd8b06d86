"""Ask for a board pack, and keep what a worker made of it.

Two files, signed together: what a reader holds can be told from what was changed on the way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from coe_portal.notifications.dispatch import notify
from coe_portal.signing.actions import active_key
from coe_portal.signing.tokens import signed_token
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.files import follow_transaction
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.turns import take_turn
from metrics.choices import PackFileKind
from metrics.declarations import packs as told
from metrics.logic.periods import QUARTERS_IN_YEAR, Quarter, quarter_of
from metrics.models.packs import BoardPack, PackFile
from metrics.permissions.packs import MAKE_PACK, VIEW_PACKS
from metrics.queries.pack_delivery import recipients_now

KIND: Final = "metrics.board_pack"
STEPS: Final = 4
YEARS_BACK: Final = 5
TURN: Final = "metrics.board_pack"


@dataclass(frozen=True)
class MadePack:
    """The two files of a pack, the moment of their numbers, and the SHA-256 of their data."""

    pdf: bytes
    xlsx: bytes
    as_of: dt.datetime
    data_sha256: str


@transaction.atomic
def request_pack(organization: Organization, quarter: Quarter, *, actor: Actor) -> BoardPack:
    """Queue the making of a quarter's pack; the caller sends the task of its job.

    Raises:
        InvalidInput: the quarter has not begun, or is long over.
        InvalidTransition: one of this quarter is being made.
    """
    require(actor, MAKE_PACK.code)
    _check_offered(organization, quarter)
    take_turn(TURN)
    if BoardPack.objects.in_the_making(quarter.starts_on).exists():
        raise InvalidTransition(_("A board pack of this quarter is being made."))
    return new_pack(quarter, is_scheduled=False, actor=actor)


def _check_offered(organization: Organization, quarter: Quarter) -> None:
    current = quarter_of(today_of(organization), organization.fiscal_year_start_month)
    if not current.shifted(-QUARTERS_IN_YEAR * YEARS_BACK) <= quarter <= current:
        message = _("Choose a quarter that has begun, of the last five years.")
        raise InvalidInput(message, errors={"quarter": [message]})


def new_pack(quarter: Quarter, *, is_scheduled: bool, actor: Actor) -> BoardPack:
    """The row with its queued job; within the caller's transaction."""
    number = next_number(BoardPack.PREFIX)
    title = _("Board pack of %(quarter)s") % {"quarter": quarter.code}
    job = running.queue(KIND, title, actor=actor, total=STEPS, permission=VIEW_PACKS.code)
    pack: BoardPack = BoardPack.objects.create(
        number=number,
        quarter=quarter.code,
        starts_on=quarter.starts_on,
        is_scheduled=is_scheduled,
        requested_by=actor.membership,
        job=job,
    )
    tie_job(job, pack)
    after = {"quarter": quarter.code, "job": job.reference}
    record(told.PACK_REQUESTED, pack, actor=actor, after=after)
    return pack


def tie_job(job: Job, pack: BoardPack) -> None:
    """Say in the job what it is about, once both are there."""
    job.subject_type, job.subject_id = pack._meta.label_lower, pack.pk
    job.save(update_fields=["subject_type", "subject_id", "updated_at"])


def keep_pack(job: Job, made: MadePack, *, actor: Actor) -> BoardPack:
    """Store the files of a finished job, sign them, and tell those who wait for them.

    Within the transaction that finishes the job, so that a second delivery keeps nothing twice.
    """
    pack: BoardPack = BoardPack.objects.locked(subject_of(job).pk)
    files = [
        _store(pack, PackFileKind.PDF, made.pdf),
        _store(pack, PackFileKind.XLSX, made.xlsx),
    ]
    pack.made_at = timezone.now()
    pack.as_of, pack.data_sha256 = made.as_of, made.data_sha256
    pack.signature = signed_token(active_key(actor=actor), _claims(pack, files))
    pack.save(update_fields=["made_at", "as_of", "data_sha256", "signature", "updated_at"])
    _tell(pack)
    hashes = {file.kind: file.sha256 for file in files}
    after = {"quarter": pack.quarter, "data": pack.data_sha256, **hashes}
    record(told.PACK_MADE, pack, actor=actor, after=after)
    return pack


def _store(pack: BoardPack, kind: PackFileKind, content: bytes) -> PackFile:
    file = PackFile(
        pack=pack,
        kind=kind,
        name=f"{pack.reference}-{pack.quarter}.{kind}",
        sha256=sha256(content).hexdigest(),
        size=len(content),
    )
    file.enter_organization()  # the storage path begins with it
    file.file.save(file.name, ContentFile(content), save=False)
    follow_transaction(file.file.storage, str(file.file.name))
    file.save()
    return file


def _claims(pack: BoardPack, files: list[PackFile]) -> dict[str, object]:
    """What the signature says."""
    made_at = pack.made_at or timezone.now()
    return {
        "pack": pack.reference,
        "quarter": pack.quarter,
        "iat": int(made_at.timestamp()),
        "data_sha256": pack.data_sha256,
        **{f"{file.kind}_sha256": file.sha256 for file in files},
    }


def _tell(pack: BoardPack) -> None:
    url = pack.get_absolute_url()
    context = {"quarter": pack.quarter, "reference": pack.reference}
    if pack.is_scheduled:
        key = f"{pack.reference}:delivered"
        notify(told.PACK_DELIVERED, recipients_now(), pack, context=context, url=url, key=key)
    elif pack.requested_by is not None:
        notify(told.PACK_READY, [pack.requested_by], pack, context=context, url=url)
