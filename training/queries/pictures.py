"""Where the pictures of a version are fetched, and who may fetch which."""

from __future__ import annotations

from django.db.models import QuerySet

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from training.logic.pictures import SCHEME
from training.models.courses import Course, CourseVersion, Picture
from training.models.enrollments import Enrollment
from training.permissions import AUTHOR


def addresses_of_pictures(version: CourseVersion, course: Course) -> dict[str, str]:
    """What stands in the lessons for each picture → where it is fetched."""
    return {
        SCHEME + name: org_url("training:picture", reference=course.reference, sha256=sha256)
        for name, sha256 in version.pictures.values_list("name", "sha256")
    }


def readable_pictures(course: Course, member: Membership) -> QuerySet[Picture]:
    """Those of all versions for authors, else of the versions in which one learns or learned."""
    pictures = Picture.objects.filter(version__course=course)
    if member.may(AUTHOR.code):
        return pictures
    begun = Enrollment.objects.filter(course=course, member=member)
    versions = {pk or course.current_version_id for pk in begun.values_list("version", flat=True)}
    return pictures.filter(version__in=versions)
