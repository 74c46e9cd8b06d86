"""The list of enrolments: ten for each member of the organizations of the skills matrix."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import next_number, next_numbers
from coe_portal.tenancy.scope import scope
from tests.benchmarks.data import Inhabited, analyse
from tests.benchmarks.measures import Budget, Measure, floor, page, voters_page
from training.choices import Audience, VersionState
from training.models.courses import Course, CourseVersion
from training.models.enrollments import Enrollment

COURSES: Final = 10
# Of whom the measured manager has some, as a large team has.
REPORTS: Final = 40

ENROLLMENTS = """
    INSERT INTO training_enrollment
        (organization_id, number, member_id, course_id, version_id, status, source, due_on,
         enrolled_at, started_at, ended_at, percent, created_at, updated_at)
    SELECT %(organization)s, %(first)s + row_number() OVER (ORDER BY c.id, m.id) - 1, m.id, c.id,
        c.current_version_id,
        (ARRAY['completed', 'started', 'enrolled', 'completed', 'failed'])[1 + (m.id + c.id) %% 5],
        'rule', CASE WHEN m.id %% 3 > 0 THEN current_date + (m.id * 7 %% 200 - 100)::int END,
        now() - interval '200 days', now() - interval '100 days',
        CASE WHEN (m.id + c.id) %% 5 IN (0, 3, 4) THEN now() END,
        CASE WHEN (m.id + c.id) %% 5 IN (0, 3, 4) THEN (m.id %% 101) END, now(), now()
    FROM accounts_membership m, training_course c
    WHERE m.organization_id = %(organization)s AND c.organization_id = %(organization)s
      AND c.title LIKE 'Bench course %%'
"""


def build(organizations: tuple[Inhabited, Inhabited]) -> None:
    """Enrol everybody in ten courses, where nobody is yet."""
    made = [enrol_everybody(one.organization) for one in organizations]
    if any(made):
        analyse()


def enrol_everybody(owner: Organization) -> bool:
    """Ten courses, everybody in each, and forty people who report to the second member."""
    with scope(owner):
        if Enrollment.objects.exists():
            return False
        author, manager = Membership.objects.order_by("pk")[:2]
        for number in range(COURSES):
            course = Course.objects.create(
                number=next_number("C"),
                title=f"Bench course {number}",
                audience=Audience.LITERACY,
                owner=author,
            )
            course.current_version = CourseVersion.objects.create(
                course=course,
                number=1,
                state=VersionState.PUBLISHED,
                published_at=timezone.now(),
            )
            course.save()
        numbers = next_numbers("E", COURSES * Membership.objects.count())
        with connection.cursor() as cursor:
            cursor.execute(ENROLLMENTS, {"organization": owner.pk, "first": numbers[0]})
        team = Membership.objects.order_by("pk").exclude(pk=manager.pk)[20 : 20 + REPORTS]
        Membership.objects.filter(pk__in=list(team.values_list("pk", flat=True))).update(
            manager=manager
        )
        return True


F1: Final = "F1 enrolments"
FLOORS: Final = {F1: floor("/bench/{organization}/enrolments")}
LIST: Final = "training/enrolments/"
MEASURES: Final = (
    Measure("enrolments, 50 of 100,000", Budget(12, 12, F1, growth=1.3), page(LIST)),
    Measure(
        "enrolments, filtered by state, by due date",
        Budget(12, 12, F1, growth=1.3),
        page(f"{LIST}?status=started&sort=due_on"),
    ),
    Measure("enrolments, page 40", Budget(12, 12, F1), page(f"{LIST}?page=40")),
    Measure(
        "enrolments of a manager's forty people",
        Budget(14, 12, F1, growth=1.3),
        voters_page(LIST),
    ),
    Measure("enrolments, a person's name", Budget(14), page(f"{LIST}?q=Fay+Bench+77")),
    Measure("my learning", Budget(14), page("training/learning/")),
)
