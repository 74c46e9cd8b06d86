"""Board packs as they were made, and when the next is made by itself."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from metrics.choices import PackFileKind

LATEST_WORKING_DAY: Final = 20


class BoardPackQuerySet(ReferencedQuerySet["BoardPack"]):
    def with_files(self) -> BoardPackQuerySet:
        """With what a row of the list shows."""
        return self.select_related("requested_by__user", "job").prefetch_related("files")

    def in_the_making(self, starts_on: dt.date) -> BoardPackQuerySet:
        """Asked for a quarter, and neither made nor given up."""
        unfinished = [JobState.QUEUED, JobState.RUNNING]
        return self.filter(starts_on=starts_on, made_at__isnull=True, job__state__in=unfinished)


class BoardPack(Referenced, TenantModel):
    """A quarter as told to the board. Asked for by somebody or by the schedule; made once.

    The quarter is kept by its first day, as snapshots are. `data_sha256` is of what both files say;
    `signature` is a JSON Web Signature of the organization over the hashes of both.
    """

    PREFIX = "BP"

    number = models.PositiveIntegerField(editable=False)
    quarter = models.CharField(_("quarter"), max_length=7)
    starts_on = models.DateField(_("first day of the quarter"))
    is_scheduled = models.BooleanField(_("by schedule"), default=False)
    requested_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=1)
    as_of = models.DateTimeField(_("numbers as of"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    data_sha256 = models.CharField(max_length=64, blank=True)
    signature = models.TextField(blank=True)

    objects: ClassVar = TenantManager.from_queryset(BoardPackQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_board_pack_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "starts_on"],
                condition=Q(is_scheduled=True),
                name="one_scheduled_pack_per_quarter",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, data_sha256="", signature="")
                | (Q(made_at__isnull=False) & ~Q(data_sha256="") & ~Q(signature="")),
                name="made_packs_are_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_on"], name="board_packs_by_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.quarter}"

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return org_url("metrics:pack", reference=self.reference)

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def state(self) -> tuple[str, str]:
        """How far it is: the state of its job."""
        return self.job.state, str(self.job.get_state_display())

    @property
    def maker(self) -> str:
        """Who asked for it."""
        return str(_("By schedule") if self.requested_by is None else self.requested_by)

    @cached_property
    def pdf(self) -> PackFile | None:
        """The document."""
        return self._file(PackFileKind.PDF)

    @cached_property
    def xlsx(self) -> PackFile | None:
        """The workbook."""
        return self._file(PackFileKind.XLSX)

    def _file(self, kind: PackFileKind) -> PackFile | None:
        return next((file for file in self.files.all() if file.kind == kind), None)


def pack_file_path(file: PackFile, name: str) -> str:
    """Private storage, by organization."""
    return f"organizations/{file.organization_id}/packs/{file.pack_id}/{name}"


class PackFile(FrozenModel):
    """One of the two files of a pack."""

    pack = models.ForeignKey(BoardPack, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=PackFileKind)
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to=pack_file_path, max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(fields=["pack", "kind"], name="one_file_of_a_kind_per_pack"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def content_type(self) -> str:
        return PackFileKind(self.kind).content_type

    def get_absolute_url(self) -> str:
        return org_url("metrics:pack_file", reference=self.pack.reference, kind=self.kind)


class PackSchedule(TenantModel):
    """When the pack of the quarter that ended is made and sent. Without a row: never.

    `since` is the day from which these words hold, so that switching it on sends no pack at once
    whose day is over.
    """

    is_on = models.BooleanField(_("on"), default=False)
    working_day = models.PositiveSmallIntegerField(
        _("working day after the quarter"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(LATEST_WORKING_DAY)],
    )
    attaches_pdf = models.BooleanField(_("attach the PDF to the e-mail"), default=False)
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_pack_schedule"),
            models.CheckConstraint(
                condition=Q(working_day__range=(1, LATEST_WORKING_DAY)),
                name="packs_come_on_a_working_day",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Schedule of board packs"))

    def get_absolute_url(self) -> str:
        return org_url("metrics:pack_schedule")


class PackRecipient(TenantModel):
    """Somebody to whom scheduled packs are sent, as long as they may open them."""

    schedule = models.ForeignKey(PackSchedule, on_delete=models.CASCADE, related_name="recipients")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["schedule", "member"], name="each_pack_recipient_once"),
        ]

    def __str__(self) -> str:
        return str(self.member)
