"""What is taught: tracks, courses, and the versions of a course with their lessons."""

from __future__ import annotations

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
from training.choices import Audience, VersionState


class Track(TenantModel):
    """A path of courses for one audience, in order."""

    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    audience = models.CharField(_("for"), max_length=20, choices=Audience)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)

    class Meta:
        ordering = ("position", "title", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="one_track_per_slug"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("training:track", slug=self.slug)


class CourseQuerySet(ReferencedQuerySet["Course"]):
    def offered(self) -> CourseQuerySet:
        """Courses that one can enrol in: published and not archived."""
        return self.filter(current_version__isnull=False, is_archived=False)


class Course(Referenced, TenantModel):
    """A course through all its versions; `current_version` is what new learners get."""

    PREFIX = "C"

    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    audience = models.CharField(_("for"), max_length=20, choices=Audience)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months a certificate holds"),
        null=True,
        blank=True,
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Empty: it never lapses. 6 or 12 months are usual."),
    )
    counts_as_literacy = models.BooleanField(_("counts as AI literacy"), default=False)
    current_version = models.ForeignKey(
        "CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_archived = models.BooleanField(_("archived"), default=False)

    objects: ClassVar = TenantManager.from_queryset(CourseQuerySet)()

    class Meta:
        ordering = ("title", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_course_per_number"
            ),
            models.UniqueConstraint(fields=["organization", "title"], name="one_course_per_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("training:course", reference=self.reference)


class TrackCourse(TenantModel):
    """A course's place in a track."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="places")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["track", "course"], name="each_course_once_in_a_track"),
        ]

    def __str__(self) -> str:
        return f"{self.track}: {self.course}"


class Prerequisite(TenantModel):
    """A course that must be completed before another is begun."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="prerequisites")
    requires = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["course", "requires"], name="each_prerequisite_once"),
            models.CheckConstraint(
                condition=~Q(course=F("requires")), name="no_course_requires_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} < {self.requires}"


class CourseVersion(TenantModel):
    """One edition of a course. Edited as a draft, then published for good: learners keep theirs."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    summary = models.TextField(_("what one learns"), max_length=2000, blank=True)
    changes = models.CharField(_("what is new"), max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Counts the saves of a draft: an author who read an older one is told, not overwritten.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="draft"), name="one_draft_per_course"
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(course)s, version %(number)d") % {"course": self.course, "number": self.number}
        )

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT


def picture_path(picture: Picture, _name: str) -> str:
    """Private storage, by organization and content: the versions of a course share the bytes."""
    return f"organizations/{picture.organization_id}/pictures/{picture.sha256}"


class Picture(TenantModel):
    """A picture that the lessons of a version show as `![text](picture:name)`."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="pictures")
    name = models.SlugField(max_length=60)
    file = models.FileField(upload_to=picture_path, max_length=255)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="one_picture_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Lesson(TenantModel):
    """A page of a course in Markdown. `key` names it through the versions."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="lessons")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"), max_length=60_000, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    video_url = models.URLField(_("video"), max_length=500, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="one_lesson_per_key"),
        ]

    def __str__(self) -> str:
        return self.title
