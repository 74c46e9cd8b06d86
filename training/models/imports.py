"""Completions on their way in: the file of another learning system, and what became of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.importing.rows import Unread, notes_of, remark
from coe_portal.jobs.models import Job
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from training.choices import CompletionImportState, CompletionRowState
from training.logic.completions import CompletionProblem
from training.models.certificates import Certificate
from training.models.courses import Course

PROBLEM_TEXTS: Final[Mapping[str, str | Promise]] = {
    Unread.REQUIRED: _("A value is needed here."),
    Unread.DAMAGED: _("The row does not have as many cells as there are columns."),
    Unread.DATE: _("This is not a date that can be read; it is left out."),
    Unread.NUMBER: _("This is not a number; it is left out."),
    Unread.SHORTENED: _("The text is too long and was shortened."),
    CompletionProblem.DAY: _("This is not a date that can be read."),
    CompletionProblem.FUTURE: _("This day is still to come."),
    CompletionProblem.ENDS_EARLY: _("It ends before the course was completed."),
    CompletionProblem.MEMBER: _("No active member has this e-mail."),
    CompletionProblem.COURSE: _("No published course has this reference or title."),
    CompletionProblem.REPEATED: _("The same completion is in an earlier row of the file:"),
    CompletionProblem.REVOKED: _("The certificate of this completion was revoked:"),
    CompletionProblem.PERCENT: _("This is not a result from 0 to 100; it is left out."),
    CompletionProblem.LAPSED: _("It has lapsed already and counts as history only:"),
    CompletionProblem.DIFFERS: _("The certificate says something else, and stays as it is:"),
}


def completion_file_path(batch: CompletionImport, _name: str) -> str:
    """Private storage, by organization; the name that the uploader gave is not used."""
    return f"organizations/{batch.organization_id}/completions/{batch.number}/{batch.sha256[:16]}"


class CompletionImportQuerySet(ReferencedQuerySet["CompletionImport"]):
    """Imports by their reference."""


class CompletionImport(Referenced, TenantModel):
    """One file and its way: uploaded, checked by a dry run, imported."""

    PREFIX = "CI"

    number = models.PositiveIntegerField(editable=False)
    file = models.FileField(upload_to=completion_file_path, max_length=255)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CompletionImportState,
        default=CompletionImportState.UPLOADED,
    )
    rows_read = models.PositiveIntegerField(_("rows"), default=0)
    requested_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar = TenantManager.from_queryset(CompletionImportQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_completion_import_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state="importing"),
                name="one_completion_import_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.file_name}"

    def get_absolute_url(self) -> str:
        return org_url("training:completion_import", reference=self.reference)


class CompletionRowQuerySet(TenantQuerySet["CompletionRow"]):
    def ready(self) -> CompletionRowQuerySet:
        """Rows that wait to be imported, in the order of the file."""
        return self.filter(state=CompletionRowState.READY).order_by("number")

    def imported(self) -> CompletionRowQuerySet:
        """Rows that became a certificate."""
        return self.filter(state=CompletionRowState.IMPORTED)

    def with_problems(self) -> CompletionRowQuerySet:
        """Rows about which there is something to say."""
        return self.exclude(problems=[])

    def counts(self) -> dict[str, int]:
        """How many rows are in each state; states without rows are 0."""
        found = dict(self.order_by().values_list("state").annotate(rows=models.Count("id")))
        return {state.value: found.get(state.value, 0) for state in CompletionRowState}


class CompletionRow(TenantModel):
    """One row of a file: what it says, whom and which course it means, what became of it."""

    batch = models.ForeignKey(CompletionImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    line = models.PositiveIntegerField(_("line"))
    state = models.CharField(
        _("result"), max_length=10, choices=CompletionRowState, default=CompletionRowState.READY
    )
    problems = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, related_name="import_rows"
    )

    objects: ClassVar = TenantManager.from_queryset(CompletionRowQuerySet)()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "batch", "number"], name="one_completion_row_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["imported", "unchanged"]) | Q(certificate__isnull=False),
                name="imported_completions_have_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(state="reported") | Q(member__isnull=False, course__isnull=False),
                name="completions_are_of_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "batch", "state", "number"], name="completion_rows_by_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.number}"

    @property
    def meant(self) -> tuple[Membership, Course]:
        """The member and the course of a row that is not reported."""
        assert self.member is not None  # noqa: S101  (completions_are_of_somebody)
        assert self.course is not None  # noqa: S101
        return self.member, self.course

    @property
    def notes(self) -> list[dict[str, Any]]:
        """The problems with their texts, the blocking ones first."""
        return notes_of(self.problems, PROBLEM_TEXTS)

    @property
    def remarks(self) -> str:
        """The problems as one text: column, what is wrong, and the value that was found."""
        return remark(self.notes)
