"""Which courses come first: chosen by authors, never in a circle."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.tenancy.scope import scope
from training.actions.prerequisites import MOST_NEEDED, set_prerequisites
from training.models.courses import Course, Prerequisite

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF))


@pytest.fixture
def courses(author, course):
    return [course(author.membership) for _number in range(3)]


def needed_by(course: Course) -> list[Course]:
    return [one.requires for one in Prerequisite.objects.filter(course=course)]


def test_the_choice_replaces_what_was_chosen_before(courses, author):
    first, second, third = courses
    set_prerequisites(third, [first], actor=author)
    set_prerequisites(third, [second], actor=author)
    set_prerequisites(third, [second], actor=author)
    assert needed_by(third) == [second]
    changes = AuditEvent.objects.about(third).order_by("sequence")
    assert [(one.before["needed"], one.after["needed"]) for one in changes] == [
        ([], [first.reference]),
        ([first.reference], [second.reference]),
    ]


def test_no_course_comes_before_itself(courses, author):
    first, second, third = courses
    set_prerequisites(second, [first], actor=author)
    set_prerequisites(third, [second], actor=author)
    for needed in ([third], [first]):
        with pytest.raises(InvalidInput, match="before itself"):
            set_prerequisites(first, needed, actor=author)
    assert needed_by(first) == []


def test_few_courses_come_first(author, course):
    last = course(author.membership)
    many = [course(author.membership) for _number in range(MOST_NEEDED + 1)]
    with pytest.raises(InvalidInput, match="At most 10"):
        set_prerequisites(last, many, actor=author)
    assert len(needed_by(set_prerequisites(last, many[1:], actor=author))) == MOST_NEEDED


def test_learners_choose_nothing(courses, member):
    with pytest.raises(NotAllowed):
        set_prerequisites(courses[0], [courses[1]], actor=Actor.member(member()))
    assert not Prerequisite.objects.exists()


def test_courses_of_another_organization_are_not_there(
    courses, author, course, member, other_organization
):
    with scope(other_organization):
        elsewhere = course(member(organization=other_organization))
    with pytest.raises(KeyError):
        set_prerequisites(elsewhere, [courses[0]], actor=author)
    with pytest.raises(KeyError):
        set_prerequisites(courses[0], [elsewhere], actor=author)
    assert not Prerequisite.objects.exists()
