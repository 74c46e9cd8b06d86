"""Who learns what, until when, and because of which rule."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from training.choices import OPEN_ENROLLMENTS, EnrollmentSource, EnrollmentStatus
from training.models.courses import Course, CourseVersion, Lesson


class EnrollmentRule(TenantModel):
    """Enrols whoever belongs to a group, and those who join it later.

    `group` is the code of a declared group of members (training/groups.py), `value` what it is
    asked with: a role, a business unit's code; empty where the group needs none.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="rules")
    group = models.CharField(_("who"), max_length=60)
    value = models.CharField(_("which"), max_length=120, blank=True)
    days_to_complete = models.PositiveSmallIntegerField(
        _("days to complete"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("course", "group", "value", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "group", "value"], name="each_enrolment_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.group} {self.value}".strip()

    def get_absolute_url(self) -> str:
        return org_url("training:rule", pk=self.pk)


class EnrollmentQuerySet(ReferencedQuerySet["Enrollment"]):
    def open(self) -> EnrollmentQuerySet:
        """Not yet at an end."""
        return self.filter(status__in=OPEN_ENROLLMENTS)

    def overdue(self, today: dt.date) -> EnrollmentQuerySet:
        """Open past their due date."""
        return self.open().filter(due_on__lt=today)

    def with_people(self) -> EnrollmentQuerySet:
        """With the names that a list shows."""
        return self.select_related("member__user", "member__business_unit", "course")


class Enrollment(Referenced, TenantModel):
    """A member in a course. `version` is chosen when it is begun and kept to the end."""

    PREFIX = "E"

    number = models.PositiveIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="enrollments"
    )
    status = models.CharField(
        _("state"), max_length=12, choices=EnrollmentStatus, default=EnrollmentStatus.ENROLLED
    )
    source = models.CharField(max_length=12, choices=EnrollmentSource)
    rule = models.ForeignKey(
        EnrollmentRule, on_delete=models.SET_NULL, null=True, blank=True, related_name="enrollments"
    )
    enrolled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    enrolled_at = models.DateTimeField(_("enrolled"))
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("result in %"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(EnrollmentQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_enrollment_per_number"
            ),
            models.UniqueConstraint(
                fields=["member", "course"],
                condition=Q(status__in=[*OPEN_ENROLLMENTS]),
                name="one_open_enrollment",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrollmentStatus.STARTED) | Q(version__isnull=False),
                name="begun_courses_have_a_version",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[*OPEN_ENROLLMENTS]) | Q(ended_at__isnull=False),
                name="ended_enrollments_say_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "status", "due_on", "id"], name="enrollments_by_due_date"
            ),
            models.Index(fields=["organization", "due_on", "id"], name="enrollments_due_first"),
            models.Index(
                "organization",
                F("due_on").desc(nulls_last=True),
                F("id").desc(),
                name="enrollments_due_last",
            ),
            models.Index(
                fields=["organization", "course", "status", "-number"], name="enrollments_of_course"
            ),
            models.Index(
                fields=["organization", "member", "-number"], name="enrollments_of_member"
            ),
            models.Index(
                fields=["organization", "ended_at"],
                condition=Q(status="completed"),
                name="completions_by_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.course.title}"

    def get_absolute_url(self) -> str:
        return org_url("training:enrollment", reference=self.reference)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ENROLLMENTS

    def is_overdue(self, today: dt.date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today


class LessonRead(TenantModel):
    """A learner has been through a lesson."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="read")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson"], name="each_lesson_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.lesson_id}"
