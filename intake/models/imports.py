"""An inventory on its way in: the file, how it is read, and what became of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.importing.rows import Unread, notes_of, remark
from coe_portal.jobs.models import Job
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced
from intake.logic.import_rows import CaseProblem
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase

PROBLEM_TEXTS: Final[Mapping[str, str | Promise]] = {
    Unread.REQUIRED: _("A value is needed here."),
    Unread.DAMAGED: _("The row does not have as many cells as there are columns."),
    CaseProblem.REPEATED: _("The same use case is in an earlier row of the file."),
    CaseProblem.ORGANIZATION: _("The organization of this row is not in the portal."),
    CaseProblem.CHANGED_HERE: _("The use case was changed in the portal since the last import."),
    CaseProblem.REFUSED: _("The value does not fit the field."),
    Unread.VALUE: _("The mapping does not know this value; the answer stays missing."),
    Unread.DATE: _("This is not a date that can be read; it stays missing."),
    Unread.NUMBER: _("This is not a number; it stays missing."),
    Unread.SHORTENED: _("The text is too long and was shortened."),
    Unread.ASSUMED: _("No value that is understood; this one is assumed."),
    CaseProblem.NOT_ASKED: _("The value is no answer to the question; it stays missing."),
}


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Importing")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")


class RowState(models.TextChoices):
    READY = "ready", _("Ready")
    IMPORTED = "imported", _("Imported")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REPORTED = "reported", _("Not imported")


def import_file_path(batch: ImportBatch, _name: str) -> str:
    """Private storage, by organization; the name that the uploader gave is not used."""
    return f"organizations/{batch.organization_id}/imports/{batch.number}/{batch.sha256[:16]}"


class ImportMapping(TenantModel):
    """A mapping document that the organization wrote, to be used again."""

    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    document = models.JSONField(_("document"))

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "code"], name="one_import_mapping_per_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatchQuerySet(TenantQuerySet["ImportBatch"]):
    def same_file(self, sha256: str, only_organization: str) -> ImportBatchQuerySet:
        """Imports of the same content for the same rows, the latest first."""
        return self.filter(sha256=sha256, only_organization=only_organization).order_by("-number")


class ImportBatch(Referenced, TenantModel):
    """One file and its way: uploaded, checked by a dry run, imported."""

    PREFIX = "I"

    number = models.PositiveBigIntegerField(editable=False)
    file = models.FileField(upload_to=import_file_path, blank=True, max_length=255)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    headers = models.JSONField(default=list)
    mapping = models.JSONField(_("mapping"), default=dict)
    only_organization = models.CharField(max_length=255, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED
    )
    rows_read = models.PositiveIntegerField(default=0)
    unused_columns = models.JSONField(default=list)
    requested_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="import_batches"
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar = TenantManager.from_queryset(ImportBatchQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_import_batch_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(state=ImportState.IMPORTING),
                name="one_import_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.file_name}"

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        """Its page."""
        return org_url("intake:import", number=self.number)

    @property
    def mapping_name(self) -> str:
        """The name of the mapping that is chosen, or nothing."""
        return str(self.mapping.get("name", ""))


class ImportRowQuerySet(TenantQuerySet["ImportRow"]):
    def ready(self) -> ImportRowQuerySet:
        """Rows that wait to be imported, in the order of the file."""
        return self.filter(state=RowState.READY).order_by("number")

    def last_written(self, keys: Sequence[str]) -> ImportRowQuerySet:
        """The row of each key that last wrote its use case."""
        written = self.filter(key__in=keys, state__in=[RowState.IMPORTED, RowState.UPDATED])
        plain = written.defer("source", "answers", "fields", "problems")
        return plain.order_by("key", "-pk").distinct("key")

    def with_problems(self) -> ImportRowQuerySet:
        """Rows about which there is something to say, in the order of the file."""
        return self.exclude(problems=[]).order_by("number")

    def counts(self) -> dict[str, int]:
        """How many rows are in each state; states without rows are 0."""
        found = dict(self.order_by().values_list("state").annotate(rows=models.Count("id")))
        return {state.value: found.get(state.value, 0) for state in RowState}


class ImportRow(TenantModel):
    """One row of a file: what it says in our words, what could not be read, what became of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    line = models.PositiveIntegerField(_("line"))
    key = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RowState, default=RowState.READY)
    problems = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
    use_case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, related_name="import_rows"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(ImportRowQuerySet)()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "batch", "number"], name="one_import_row_per_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "batch", "state", "number"], name="import_rows_by_state"
            ),
            models.Index(
                fields=["organization", "use_case"],
                name="import_rows_of_use_case",
                condition=models.Q(use_case__isnull=False),
            ),
            models.Index(
                fields=["organization", "key", "-id"],
                name="import_rows_written",
                condition=models.Q(state__in=["imported", "updated"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The title in the file."""
        return str(self.fields.get("title", ""))

    @property
    def notes(self) -> list[dict[str, Any]]:
        """The problems with their texts, the blocking ones first."""
        return notes_of(self.problems, PROBLEM_TEXTS)

    @property
    def remarks(self) -> str:
        """The problems as one text: column, what is wrong, and the value that was found."""
        return remark(self.notes)
