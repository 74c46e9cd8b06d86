"""Say which courses come before a course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from training import declarations as told
from training.logic.sequence import closes_circle
from training.models.courses import Course, Prerequisite
from training.permissions import AUTHOR

MOST_NEEDED: Final = 10


@transaction.atomic
def set_prerequisites(course: Course, needed: Collection[Course], *, actor: Actor) -> Course:
    """These and no others come first; who has begun already goes on.

    Raises:
        InvalidInput: too many, or the course would come before itself.
    """
    # All courses: two changes at once could close a circle that neither of them sees.
    courses = {one.pk: one for one in Course.objects.locked_rows()}
    course = courses[course.pk]
    require(actor, AUTHOR.code, course)
    wanted = {one.pk for one in needed}
    before = _edges()
    _check(course, wanted, before)
    course.prerequisites.exclude(requires__in=wanted).delete()
    for pk in sorted(wanted - before[course.pk]):
        Prerequisite.objects.create(course=course, requires=courses[pk])
    if before[course.pk] != wanted:
        record(
            told.COURSE_CHANGED,
            course,
            actor=actor,
            before={"needed": [courses[pk].reference for pk in sorted(before[course.pk])]},
            after={"needed": [courses[pk].reference for pk in sorted(wanted)]},
        )
    return course


def _edges() -> defaultdict[int, set[int]]:
    edges: defaultdict[int, set[int]] = defaultdict(set)
    for course, requires in Prerequisite.objects.values_list("course", "requires"):
        edges[course].add(requires)
    return edges


def _check(course: Course, wanted: set[int], edges: defaultdict[int, set[int]]) -> None:
    message = ""
    if closes_circle(course.pk, wanted, edges):
        message = _("The course would come before itself.")
    elif len(wanted) > MOST_NEEDED:
        message = _("At most %(most)d courses come first.") % {"most": MOST_NEEDED}
    if message:
        raise InvalidInput(message, errors={"courses": [message]})
