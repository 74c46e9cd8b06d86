"""Enrolments, rules, certificates and proofs as lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.groups import group_of
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from training.models.courses import Course
from training.models.enrollments import EnrollmentRule


class CertificateTable(Table):
    caption = gettext_lazy("Certificates")
    columns = (
        REFERENCE,
        Column(
            "course",
            gettext_lazy("Course"),
            cells.text,
            value=lambda row: row.course_title,
            sort=("course_title",),
            phone="title",
        ),
        Column(
            "holder",
            gettext_lazy("Holder"),
            cells.person,
            value=lambda row: row.holder_name,
            sort=("holder_name",),
            phone="meta",
        ),
        Column("issued_at", gettext_lazy("Issued"), cells.day, sort=("issued_at",)),
        Column(
            "expires_at", gettext_lazy("Valid until"), cells.day, sort=("expires_at",), phone="meta"
        ),
        Column("revoked_at", gettext_lazy("Revoked"), cells.day, is_default=False),
    )
    default_sort = "-issued_at"


def enrolling_url(course: Course, those: Mapping[str, str]) -> str:
    """The form that enrols people, with a course and those whom a query stands for filled in."""
    query = {name: value for name, value in those.items() if value}
    return f"{org_url('training:enroll_people')}?{urlencode({'course': course.pk, **query})}"


class EnrollmentTable(Table):
    """Sorting keeps to the indexes of the model, so that it costs the same for a large list."""

    caption = gettext_lazy("Enrolments")
    columns = (
        REFERENCE,
        Column("member", gettext_lazy("Person"), cells.person, phone="title"),
        Column(
            "unit",
            gettext_lazy("Business unit"),
            value=lambda row: row.member.business_unit,
            phone="meta",
        ),
        Column(
            "course",
            gettext_lazy("Course"),
            cells.link(lambda row: row.course.get_absolute_url()),
            phone="meta",
        ),
        Column("status", gettext_lazy("State"), cells.badge("enrollment"), phone="badge"),
        Column("due_on", gettext_lazy("Due"), cells.day, sort=("due_on",), phone="end"),
        Column("source", gettext_lazy("Enrolled"), cells.label),
        Column("enrolled_at", gettext_lazy("Enrolled on"), cells.day, is_default=False),
        Column("ended_at", gettext_lazy("Ended"), cells.day),
        Column("percent", gettext_lazy("Result in %"), cells.number),
        Column(
            "email",
            gettext_lazy("E-mail"),
            value=lambda row: row.member.user.email,
            is_default=False,
        ),
    )
    default_sort = "-reference"

    def ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """By plain number, which is never empty and has an index."""
        if self.sort in {"reference", "-reference"}:
            return rows.order_by("-number" if self.sort.startswith("-") else "number")
        return super().ordered(rows)


class ProofTable(Table):
    caption = gettext_lazy("Certificates of other providers")
    columns = (
        REFERENCE,
        Column("member", gettext_lazy("Person"), cells.person, phone="title"),
        Column("title", gettext_lazy("Certificate"), cells.link(), sort=("title",)),
        Column("provider", gettext_lazy("Issued by"), sort=("provider",), phone="meta"),
        Column("course", gettext_lazy("Stands for"), sort=("course__title",)),
        Column("issued_on", gettext_lazy("Issued"), cells.day, sort=("issued_on",)),
        Column("state", gettext_lazy("State"), cells.badge("proof"), phone="badge"),
        Column("created_at", gettext_lazy("Offered"), cells.day, phone="end"),
    )
    default_sort = "-reference"


def _who(rule: EnrollmentRule) -> str:
    group = group_of(rule.group)
    return group.name(rule.value) if group else rule.group


def _rule_state(rule: EnrollmentRule) -> tuple[str, str]:
    return ("open", _("On")) if rule.is_active else ("closed", _("Off"))


class RuleTable(Table):
    caption = gettext_lazy("Enrolment rules")
    columns = (
        Column("who", gettext_lazy("Who"), cells.link(), _who, phone="title"),
        Column("course", gettext_lazy("Course"), sort=("course__title",), phone="meta"),
        Column("days_to_complete", gettext_lazy("Days to complete"), cells.number),
        Column("state", gettext_lazy("State"), cells.badge("review"), _rule_state, phone="badge"),
        Column("enrolled", gettext_lazy("Enrolled so far"), cells.number, phone="end"),
    )
    default_sort = "course"
