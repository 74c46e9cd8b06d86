"""Members, enrolments, certificates, job roles and business units behind a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.tables import REFERENCE, Column, cells
from metrics.tables.columns import AMOUNT
from metrics.tables.registry import RowsTable, lists
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment
from training.models.skills import JobRoleHolder
from training.models.stays import UnitStay


def _yes_or_no(row: Any) -> str:
    return str(_("Yes") if row.amount else _("No"))


@lists(UnitStay)
class StaffRows(RowsTable):
    right = "training.view_people"
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


@lists(Enrollment)
class EnrollmentRows(RowsTable):
    right = "training.view_people"
    caption = _("Enrolments")
    columns = (
        REFERENCE,
        Column("member", _("Person"), cells.person, phone="title"),
        Column("course", _("Course"), value=lambda row: row.course.title, phone="meta"),
        Column("source", _("Enrolled"), cells.label),
        Column("due_on", _("Due"), cells.day, sort=("due_on",)),
        Column("ended_at", _("Ended"), cells.day, sort=("ended_at",), phone="end"),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",)),
    )
    default_sort = "-reference"
    related = ("member__user", "course")


@lists(Certificate)
class CertificateRows(RowsTable):
    right = "training.view_people"
    caption = _("Certificates")
    columns = (
        REFERENCE,
        Column("holder_name", _("Holder"), cells.person, sort=("holder_name",), phone="title"),
        Column("course_title", _("Course"), sort=("course_title",), phone="meta"),
        Column("issued_at", _("Issued"), cells.day, sort=("issued_at",), phone="end"),
        Column("expires_at", _("Valid until"), cells.day, sort=("expires_at",)),
        Column("amount", _("Days"), cells.decimal, sort=("amount",)),
    )
    default_sort = "-reference"


@lists(BusinessUnit)
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
        AMOUNT,
    )
    default_sort = "name"


@lists(JobRoleHolder)
class JobRoleRows(RowsTable):
    right = "training.view_people"
    caption = _("Job roles and who holds them")
    columns = (
        Column("member", _("Member"), cells.person, sort=("member__user__name",), phone="title"),
        Column("job_role", _("Job role"), sort=("job_role__name",), phone="meta"),
        Column("base", _("Skills asked for"), cells.number, sort=("base",), phone="meta"),
        Column("amount", _("Levels missing"), cells.number, sort=("amount",), phone="end"),
    )
    default_sort = "-amount"
    related = ("member__user", "job_role")
