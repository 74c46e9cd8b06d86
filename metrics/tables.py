"""How the rows behind a number are listed, by the kind of row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.tables import Column, Table, cells
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment
from training.models.stays import UnitStay


class RowsTable(Table):
    """Rows behind a number; `related` is what its cells read beside the row."""

    related: ClassVar[tuple[str, ...]] = ()


def _stage_then(row: Any) -> tuple[str, str]:
    return row.stage_then, str(Stage(row.stage_then).label)


def _tier_then(row: Any) -> tuple[str, str]:
    if row.tier_then not in Tier.values:
        return "", str(_("No tier yet"))
    return row.tier_then, str(Tier(row.tier_then).label)


class CaseRows(RowsTable):
    caption = _("Use cases")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("title", _("Use case"), sort=("title",), phone="title"),
        Column("stage_then", _("Stage then"), cells.badge("stage"), _stage_then, phone="badge"),
        Column("tier_then", _("Risk tier then"), cells.badge("tier"), _tier_then, phone="meta"),
        Column("registered_at", _("Registered"), cells.day, sort=("registered_at",), phone="end"),
    )
    default_sort = "-reference"


class SubmissionRows(RowsTable):
    caption = _("Submitted use cases")
    columns = (
        Column(
            "reference",
            _("Id"),
            cells.link(lambda row: row.use_case.get_absolute_url()),
            lambda row: row.use_case.reference,
            sort=("use_case__number",),
            phone="meta",
        ),
        Column(
            "title",
            _("Use case"),
            value=lambda row: row.use_case.title,
            sort=("use_case__title",),
            phone="title",
        ),
        Column("tier", _("Risk tier"), cells.badge("tier"), phone="badge"),
        Column("actor_label", _("Submitted by"), cells.person, phone="meta"),
        Column("submitted_at", _("Submitted"), cells.day, sort=("submitted_at",), phone="end"),
    )
    default_sort = "-submitted_at"
    related = ("use_case",)


class DecisionRows(RowsTable):
    caption = _("Decisions")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("title", _("Use case"), sort=("title",), phone="title"),
        Column("outcome", _("Outcome"), cells.badge("outcome"), sort=("outcome",), phone="badge"),
        Column("path", _("Path"), cells.badge("path"), sort=("path",), phone="meta"),
        Column("amount", _("Days"), cells.decimal, sort=("amount",), phone="meta"),
        Column("decided_at", _("Decided"), cells.day, sort=("decided_at",), phone="end"),
    )
    default_sort = "-decided_at"
    related = ("use_case",)


class ReviewRows(RowsTable):
    caption = _("Reviews")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("number",), phone="meta"),
        Column(
            "title",
            _("Use case"),
            value=lambda row: row.use_case.title,
            sort=("use_case__title",),
            phone="title",
        ),
        Column("path", _("Path"), cells.badge("path"), sort=("path",), phone="badge"),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), phone="meta"),
        Column("due_at", _("Due"), cells.day, sort=("due_at",), phone="end"),
    )
    default_sort = "due_at"
    related = ("use_case",)


def _yes_or_no(row: Any) -> str:
    return str(_("Yes") if row.amount else _("No"))


class StaffRows(RowsTable):
    caption = _("Members")
    columns = (
        Column("member", _("Member"), cells.person, sort=("member__user__name",), phone="title"),
        Column(
            "unit",
            _("Business unit"),
            value=lambda row: row.business_unit,
            sort=("business_unit__name",),
            phone="meta",
        ),
        Column("amount", _("Certificate"), value=_yes_or_no, sort=("amount",), phone="end"),
    )
    default_sort = "member"
    related = ("member__user", "business_unit")


class EnrollmentRows(RowsTable):
    caption = _("Enrolments")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("member", _("Person"), cells.person, phone="title"),
        Column("course", _("Course"), value=lambda row: row.course.title, phone="meta"),
        Column("source", _("Enrolled"), cells.label),
        Column("due_on", _("Due"), cells.day, sort=("due_on",)),
        Column("ended_at", _("Ended"), cells.day, sort=("ended_at",), phone="end"),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",)),
    )
    default_sort = "-reference"
    related = ("member__user", "course")


class CertificateRows(RowsTable):
    caption = _("Certificates")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("holder_name", _("Holder"), cells.person, sort=("holder_name",), phone="title"),
        Column("course_title", _("Course"), sort=("course_title",), phone="meta"),
        Column("issued_at", _("Issued"), cells.day, sort=("issued_at",), phone="end"),
        Column("expires_at", _("Valid until"), cells.day, sort=("expires_at",)),
        Column("amount", _("Days"), cells.decimal, sort=("amount",)),
    )
    default_sort = "-reference"


class UnitRows(RowsTable):
    caption = _("Business units")
    columns = (
        Column(
            "name",
            _("Business unit"),
            cells.link(lambda row: org_url("accounts:unit", pk=row.pk)),
            sort=("name",),
            phone="title",
        ),
        Column("code", _("Code"), sort=("code",), phone="meta"),
        Column("amount", _("Champions"), cells.number, sort=("amount",), phone="end"),
    )
    default_sort = "name"


TABLES: dict[type[Model], type[RowsTable]] = {
    UseCase: CaseRows,
    Assessment: SubmissionRows,
    Decision: DecisionRows,
    Review: ReviewRows,
    UnitStay: StaffRows,
    Enrollment: EnrollmentRows,
    Certificate: CertificateRows,
    BusinessUnit: UnitRows,
}
