"""What the lists of training can be narrowed to; every filter stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from coe_portal.ui.filters import Filters, choice, related, search
from training.choices import (
    ArticleState,
    CompletionRowState,
    EnrollmentSource,
    EnrollmentStatus,
    ProofState,
    QuestionState,
    SessionKind,
)
from training.models.certificates import Certificate, ExternalProof
from training.models.community import Article, Champion, CommunityQuestion
from training.models.courses import Course
from training.models.enrollments import Enrollment
from training.models.imports import CompletionRow
from training.models.sessions import CourseSession
from training.models.skills import JobRole, Skill, SkillArea
from training.queries.coverage import without_literacy
from training.queries.heat_map import below_target

ALL_AREAS = "all"


def _area_choices() -> list[tuple[str, str]]:
    return [(area.code, area.name) for area in SkillArea.objects.all()]


def _units(_request: object) -> QuerySet[BusinessUnit]:
    return BusinessUnit.objects.only("name").order_by("name")


def _roles(_request: object) -> QuerySet[JobRole]:
    return JobRole.objects.only("name").order_by("name")


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(user__name__icontains=text)


def _held_by(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(holder_name__icontains=text) | Q(course_title__icontains=text))


class CertificateFilters(Filters):
    q = search(_held_by, label=_("Person or course"))
    state = choice(
        [("valid", _("Valid")), ("lapsed", _("Lapsed")), ("revoked", _("Revoked"))],
        label=_("State"),
        empty_label=_("Any state"),
        method="in_state",
    )

    class Meta(Filters.Meta):
        model = Certificate

    def in_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By what a certificate is worth now."""
        if value == "revoked":
            return rows.filter(revoked_at__isnull=False)
        now = timezone.now()
        if value == "lapsed":
            return rows.filter(revoked_at__isnull=True, expires_at__lte=now)
        return rows.valid_at(now)  # type: ignore[attr-defined,no-any-return]


def _offered_by(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(
        Q(title__icontains=text)
        | Q(provider__icontains=text)
        | Q(member__user__name__icontains=text)
        | Q(course__title__icontains=text)
    )


class ProofFilters(Filters):
    q = search(_offered_by, label=_("Person, certificate or course"))
    state = choice(ProofState.choices, label=_("State"), empty_label=_("Any state"))

    class Meta(Filters.Meta):
        model = ExternalProof


class CompletionRowFilters(Filters):
    state = choice(CompletionRowState.choices, label=_("Result"), empty_label=_("Any result"))

    class Meta(Filters.Meta):
        model = CompletionRow


class PeopleHeatFilters(Filters):
    """The area, whose choices the page knows, chooses the columns; the others the people."""

    q = search(_named, label=_("Name"))
    area = choice((), label=_("Area"), empty_label=None, method="as_it_is")
    unit = related(_units, label=_("Business unit"), empty_label=_("Any unit"), method="in_unit")
    role = related(
        _roles, label=_("Job role"), empty_label=_("Any job role"), method="with_job_role"
    )
    below = django_filters.ModelChoiceFilter(
        queryset=Skill.objects.active(),
        to_field_name="code",
        label=_("Below target in"),
        method="below_their_target",
        widget=forms.HiddenInput,
    )

    class Meta(Filters.Meta):
        model = Membership

    def as_it_is(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows

    def in_unit(self, rows: QuerySet[Any], _name: str, unit: BusinessUnit) -> QuerySet[Any]:
        return rows.filter(business_unit__in=units_below(unit))

    def with_job_role(self, rows: QuerySet[Any], _name: str, role: JobRole) -> QuerySet[Any]:
        return rows.filter(job_roles__job_role=role)

    def below_their_target(self, rows: QuerySet[Any], _name: str, skill: Skill) -> QuerySet[Any]:
        return below_target(rows, skill)


class GapFilters(Filters):
    """Whose gaps, and in which area."""

    area = choice(_area_choices, label=_("Area"), empty_label=_("All areas"), method="in_area")
    unit = related(_units, label=_("Business unit"), empty_label=_("Any unit"), method="as_it_is")
    role = related(_roles, label=_("Job role"), empty_label=_("Any job role"), method="as_it_is")

    class Meta(Filters.Meta):
        model = Skill

    def as_it_is(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows

    def in_area(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        return rows.filter(area__code=code)


class UnitHeatFilters(Filters):
    """The area chooses the columns, the job role who counts, the measure what is shown."""

    area = choice((), label=_("Area"), empty_label=None, method="as_it_is")
    role = related(_roles, label=_("Job role"), empty_label=_("Any job role"), method="as_it_is")
    measure = choice(
        [("average", _("Average level")), ("share", _("Share at target"))],
        label=_("Measure"),
        empty_label=None,
        method="as_it_is",
    )

    class Meta(Filters.Meta):
        model = BusinessUnit

    def as_it_is(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows


class WithoutLiteracyFilters(Filters):
    q = search(_named, label=_("Name"))
    unit = related(_units, label=_("Business unit"), empty_label=_("Any unit"), method="in_unit")

    class Meta(Filters.Meta):
        model = Membership

    def in_unit(self, rows: QuerySet[Any], _name: str, unit: BusinessUnit) -> QuerySet[Any]:
        return rows.filter(business_unit__in=units_below(unit))


def proposed_by(query: Mapping[str, str], people: MembershipQuerySet) -> QuerySet[Membership]:
    """Of these people those that the query of another page stands for; nobody for any other.

    `for=literacy` with the filters of who is without it, or `below=<skill>` with those of the map.
    """
    rows: QuerySet[Membership]
    if query.get("for") == "literacy":
        missing = without_literacy(people, timezone.now())
        rows = WithoutLiteracyFilters(query, queryset=missing).qs
    elif "below" in query:
        filters = PeopleHeatFilters(query, queryset=people)
        rows = filters.qs if filters.active().get("below") else people.none()
    else:
        rows = people.none()
    return rows


def _matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    articles_or_questions: Any = rows
    found: QuerySet[Any] = articles_or_questions.matching(text)
    return found


class ArticleFilters(Filters):
    q = search(_matching, label=_("Words of title or text"))
    state = choice(ArticleState.choices, label=_("State"), empty_label=_("Any state"))
    tag = django_filters.CharFilter(
        label=_("Tag"),
        method="with_tag",
        widget=forms.TextInput(attrs={"maxlength": 40, "placeholder": _("Tag")}),
    )

    class Meta(Filters.Meta):
        model = Article

    def with_tag(self, rows: QuerySet[Any], _name: str, tag: str) -> QuerySet[Any]:
        return rows.filter(tags__contains=[tag.strip().lower()])


class QuestionFilters(Filters):
    q = search(_matching, label=_("Words of the question"))
    state = choice(
        QuestionState.choices, label=_("State"), empty_label=_("Any state"), method="in_state"
    )

    class Meta(Filters.Meta):
        model = CommunityQuestion

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        is_answered = state == QuestionState.ANSWERED
        found = rows.filter(accepted__isnull=not is_answered)
        return found if is_answered else found.filter(closed_at__isnull=state == QuestionState.OPEN)


class ChampionFilters(Filters):
    unit = related(_units, label=_("Business unit"), empty_label=_("Any unit"), method="in_unit")
    past = choice(
        [("yes", _("With past ones"))],
        label=_("Terms"),
        empty_label=_("Serving today"),
        method="as_it_is",
    )

    class Meta(Filters.Meta):
        model = Champion

    def in_unit(self, rows: QuerySet[Any], _name: str, unit: BusinessUnit) -> QuerySet[Any]:
        return rows.filter(business_unit__in=units_below(unit))

    def as_it_is(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows


MOST_PEOPLE = 500


def _of_people_called(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Of members whose name or e-mail contains the text; their ids are read first."""
    people = Membership.objects.called(text).values_list("pk", flat=True)
    return rows.filter(member__in=list(people[:MOST_PEOPLE]))


def _courses(_request: object) -> QuerySet[Course]:
    published = Course.objects.filter(current_version__isnull=False)
    return published.only("title").order_by("title")


class EnrollmentFilters(Filters):
    q = search(_of_people_called, label=_("Name or e-mail"))
    course = related(_courses, label=_("Course"), empty_label=_("Any course"))
    state = choice(
        EnrollmentStatus.choices,
        label=_("State"),
        empty_label=_("Any state"),
        field_name="status",
    )
    unit = related(_units, label=_("Business unit"), empty_label=_("Any unit"), method="in_unit")
    source = choice(EnrollmentSource.choices, label=_("Enrolled"), empty_label=_("By anybody"))
    overdue = choice(
        [("yes", _("Overdue"))], label=_("Due"), empty_label=_("Any"), method="only_overdue"
    )

    class Meta(Filters.Meta):
        model = Enrollment

    def in_unit(self, rows: QuerySet[Any], _name: str, unit: BusinessUnit) -> QuerySet[Any]:
        return rows.filter(member__business_unit__in=units_below(unit))

    def only_overdue(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.overdue(today_here())
        return found


class SessionFilters(Filters):
    """Without a choice of time only what is to come."""

    q = search(lambda rows, text: rows.filter(title__icontains=text), label=_("Title"))
    kind = choice(SessionKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    time = choice(
        [("past", _("Past")), ("all", _("Past and to come"))],
        label=_("When"),
        empty_label=_("To come"),
        method="as_it_is",
    )
    course = related(_courses, label=_("Course"), empty_label=_("Any course"))

    class Meta(Filters.Meta):
        model = CourseSession

    def as_it_is(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows
