"""The lists of training as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui import formats
from coe_portal.ui.markup import markup
from coe_portal.ui.tables import Column, Table, cells
from training.choices import SkillLevel
from training.groups import group_of
from training.logic.skills import TOP_LEVEL, Tally
from training.models.courses import Course
from training.models.enrollments import EnrollmentRule
from training.models.skills import Skill, SkillRound
from training.queries.heat_map import Level, Targets, cells_of
from training.queries.sessions import state_of
from training.queries.skills import ClosingCourse

LEVEL = '<span class="level is-{}{}"><b>{}</b><small>{}</small></span>'
NUMBERS = [str(level.value) for level in SkillLevel]


def course_state(course: Any) -> str:
    """Published, archived or never published, and whether a draft waits."""
    if course.is_archived:
        state = _("Archived")
    elif course.current_version is None:
        return _("Draft")
    else:
        state = _("Version %(number)d") % {"number": course.current_version.number}
    return _("%(state)s, with a draft") % {"state": state} if course.drafts else state


class AuthoredCourseTable(Table):
    caption = gettext_lazy("Courses")
    columns = (
        Column("reference", gettext_lazy("Id"), cells.text, sort=("number",), phone="meta"),
        Column(
            "title",
            gettext_lazy("Course"),
            cells.link(lambda row: org_url("training:author_course", reference=row.reference)),
            sort=("title",),
            phone="title",
        ),
        Column(
            "audience",
            gettext_lazy("For"),
            cells.text,
            value=lambda row: row.get_audience_display(),
            phone="meta",
        ),
        Column("state", gettext_lazy("State"), cells.text, value=course_state),
        Column("learners", gettext_lazy("Learners"), cells.number, sort=("learners",)),
        Column("owner", gettext_lazy("Owner"), cells.person, value=lambda row: row.owner),
    )
    default_sort = "title"


class TrackTable(Table):
    caption = gettext_lazy("Tracks")
    columns = (
        Column(
            "title",
            gettext_lazy("Track"),
            cells.link(lambda row: org_url("training:author_track", slug=row.slug)),
            sort=("title",),
            phone="title",
        ),
        Column(
            "audience",
            gettext_lazy("For"),
            cells.text,
            value=lambda row: row.get_audience_display(),
            phone="meta",
        ),
        Column("courses", gettext_lazy("Courses"), cells.number, sort=("courses",), phone="meta"),
        Column(
            "state",
            gettext_lazy("State"),
            cells.text,
            value=lambda row: _("Shown") if row.is_active else _("Archived"),
        ),
        Column(
            "position",
            gettext_lazy("Place"),
            cells.number,
            sort=("position", "title"),
            is_default=False,
        ),
    )
    default_sort = "position"


class CertificateTable(Table):
    caption = gettext_lazy("Certificates")
    columns = (
        Column("reference", gettext_lazy("Id"), cells.link(), sort=("number",), phone="meta"),
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


class HeatTable(Table):
    """People or units down, skills across."""

    css = "is-wide"


def people_heat(skills: Sequence[Skill], targets: Targets) -> type[HeatTable]:
    """The table of people and these skills."""

    def cells_shown(member: Any) -> Mapping[int, Level]:
        known: Mapping[int, Level] | None = getattr(member, "cells_shown", None)
        if known is None:
            known = member.cells_shown = cells_of(member, targets)
        return known

    def column(skill: Skill) -> Column:
        return Column(
            f"skill-{skill.pk}",
            skill.name,
            lambda _level, member: level_cell(cells_shown(member).get(skill.pk)),
            lambda member: (found := cells_shown(member).get(skill.pk)) and found.level,
        )

    columns = (
        Column(
            "person",
            gettext_lazy("Person"),
            cells.link(lambda one: org_url("training:member_skills", pk=one.pk)),
            value=str,
            sort=("user__name",),
        ),
        Column("unit", gettext_lazy("Unit"), value=lambda one: one.business_unit, is_default=False),
        *map(column, skills),
    )
    return _heat(gettext_lazy("Skill levels of people"), columns, "person")


def unit_heat(
    skills: Sequence[Skill], totals: Mapping[tuple[int, int], Tally], measure: str
) -> type[HeatTable]:
    """The table of units and these skills; a unit counts with those below it."""
    shown = MEASURES[measure]

    def column(skill: Skill) -> Column:
        def tally_of(unit: BusinessUnit) -> Tally:
            return totals.get((unit.pk, skill.pk), Tally())

        return Column(
            f"skill-{skill.pk}",
            skill.name,
            lambda _value, unit: shown(tally_of(unit)),
            lambda unit: VALUES[measure](tally_of(unit)),
        )

    unit = Column("unit", gettext_lazy("Unit"), value=str, sort=("name",))
    return _heat(gettext_lazy("Skill levels of units"), (unit, *map(column, skills)), "unit")


def _heat(caption: str | Promise, columns: tuple[Column, ...], sort: str) -> type[HeatTable]:
    names = {"caption": caption, "columns": columns, "default_sort": sort}
    return type("SkillHeat", (HeatTable,), names)


def level_cell(cell: Level | None) -> str:
    """Number, word and target of a level; colour says the same once more."""
    if cell is None or (cell.level is None and cell.target is None):
        return ""
    if cell.level is None:
        word, shade, number = _("not stated"), "none", formats.DASH
    else:
        shade = number = NUMBERS[cell.level]
        word = str(SkillLevel(cell.level).label)
    if cell.target is not None:
        word = _("%(word)s, target %(target)s") % {"word": word, "target": cell.target}
    return markup(LEVEL, shade, " is-short" if cell.missing else "", number, word)


def average_cell(tally: Tally) -> str:
    """The mean level and of how many people."""
    if tally.average is None:
        return ""
    people = _("%(count)s people") % {"count": formats.number(tally.stated)}
    return markup(LEVEL, round(tally.average), "", f"{tally.average:.1f}", people)


def share_cell(tally: Tally) -> str:
    """The share of people at their target, and the counts behind it."""
    if tally.share is None:
        return ""
    counts = {"reached": formats.number(tally.reached), "wanted": formats.number(tally.wanted)}
    people = _("%(reached)s of %(wanted)s") % counts
    return markup(LEVEL, int(tally.share * TOP_LEVEL), "", f"{tally.share:.0%}", people)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


MEASURES: Mapping[str, Callable[[Tally], str]] = {"average": average_cell, "share": share_cell}
VALUES: Mapping[str, Callable[[Tally], float | None]] = {
    "average": lambda tally: _rounded(tally.average),
    "share": lambda tally: _rounded(tally.share),
}


def gap_table(
    gaps: Mapping[int, Tally],
    courses: Mapping[int, Sequence[ClosingCourse]],
    *,
    narrowed: Mapping[str, str],
    enrols: bool,
) -> type[Table]:
    """Skills with what is missing of each and the courses that help.

    `narrowed` is what the page's filters narrow people to; links to those below target keep it.
    """

    def missing(read: Callable[[Tally], Any]) -> Callable[[Skill], Any]:
        return lambda skill: read(gaps.get(skill.pk, Tally()))

    def titles(skill: Skill) -> str:
        return ", ".join(one.course.title for one in courses.get(skill.pk, ()))

    def links(_titles: object, skill: Skill) -> str:
        those = {"below": skill.code, **narrowed}
        can_enrol = enrols and gaps.get(skill.pk, Tally()).short > 0
        lines = [_course_link(one, those, can_enrol=can_enrol) for one in courses.get(skill.pk, ())]
        return markup("{}" * len(lines), *lines)

    columns = (
        Column("name", gettext_lazy("Skill"), value=str, sort=("name",), phone="title"),
        Column("area", gettext_lazy("Area"), value=lambda skill: skill.area, phone="meta"),
        Column("wanted", gettext_lazy("People asked"), cells.number, missing(lambda t: t.wanted)),
        Column(
            "short",
            gettext_lazy("Below target"),
            partial(_people_below, narrowed),
            missing(lambda t: t.short),
            phone="badge",
        ),
        Column("gap", gettext_lazy("Levels missing each"), cells.decimal, missing(lambda t: t.gap)),
        Column("courses", gettext_lazy("Courses that help"), links, titles, phone="meta"),
    )
    return type("Gaps", (Table,), {"caption": gettext_lazy("Skill gaps"), "columns": columns})


def _people_below(narrowed: Mapping[str, str], short: Any, skill: Skill) -> str:
    if not short:
        return cells.number(short, skill)
    query = urlencode({"area": skill.area.code, "below": skill.code, **narrowed})
    url = f"{org_url('training:heat_map')}?{query}"
    return markup('<a href="{}">{}</a>', url, formats.number(short))


def enrolling_url(course: Course, those: Mapping[str, str]) -> str:
    """The form that enrols people, with a course and those whom a query stands for filled in."""
    query = {name: value for name, value in those.items() if value}
    return f"{org_url('training:enroll_people')}?{urlencode({'course': course.pk, **query})}"


def _course_link(closing: ClosingCourse, those: Mapping[str, str], *, can_enrol: bool) -> str:
    text = _("%(course)s (to level %(level)s)") % {
        "course": closing.course.title,
        "level": closing.level,
    }
    if not can_enrol:
        return markup('<p><a href="{}">{}</a></p>', closing.course.get_absolute_url(), text)
    return markup(
        '<p><a href="{}">{}</a> · <a href="{}">{}</a></p>',
        closing.course.get_absolute_url(),
        text,
        enrolling_url(closing.course, those),
        _("enrol them"),
    )


def _round_state(row: SkillRound) -> tuple[str, str]:
    return ("open", _("Open")) if row.is_open else ("closed", _("Closed"))


class RoundTable(Table):
    caption = gettext_lazy("Skills rounds")
    columns = (
        Column("title", gettext_lazy("Round"), cells.link(), sort=("title",), phone="title"),
        Column("phase", gettext_lazy("When"), value=lambda row: row.get_phase_display()),
        Column("area", gettext_lazy("Area"), value=lambda row: row.area or _("All areas")),
        Column("state", gettext_lazy("State"), cells.badge("review"), _round_state, phone="badge"),
        Column("people", gettext_lazy("People"), cells.number, phone="meta"),
        Column("opened_at", gettext_lazy("Opened"), cells.day, sort=("opened_at",), phone="end"),
        Column("closed_at", gettext_lazy("Closed"), cells.day, sort=("closed_at",)),
    )
    default_sort = "-opened_at"


class WithoutLiteracyTable(Table):
    caption = gettext_lazy("People without a valid certificate")
    columns = (
        Column("person", gettext_lazy("Person"), cells.person, str, ("user__name",), "title"),
        Column(
            "unit",
            gettext_lazy("Business unit"),
            value=lambda one: one.business_unit,
            sort=("business_unit__name",),
            phone="meta",
        ),
        Column("manager", gettext_lazy("Manager"), value=lambda one: one.manager),
        Column("lapsed_at", gettext_lazy("Lapsed"), cells.day, sort=("lapsed_at",), phone="end"),
        Column("email", gettext_lazy("E-mail"), value=lambda one: one.user.email),
    )
    default_sort = "person"


def _tag_links(tags: Any, _article: Any) -> str:
    base = org_url("training:articles")
    links = [markup('<a href="{}?tag={}">{}</a>', base, quote(tag), tag) for tag in tags or ()]
    return markup(", ".join(["{}"] * len(links)), *links)


class ArticleTable(Table):
    caption = gettext_lazy("Articles")
    columns = (
        Column("reference", gettext_lazy("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("title", gettext_lazy("Article"), cells.link(), sort=("title",), phone="title"),
        Column("tags", gettext_lazy("Tags"), _tag_links, phone="meta"),
        Column("author", gettext_lazy("Author"), cells.person, lambda row: row.author),
        Column("state", gettext_lazy("State"), cells.badge("published"), phone="badge"),
        Column(
            "published_at",
            gettext_lazy("Published"),
            cells.day,
            sort=("published_at",),
            phone="end",
        ),
    )
    default_sort = "-published_at"


class QuestionTable(Table):
    caption = gettext_lazy("Questions")
    columns = (
        Column("reference", gettext_lazy("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("title", gettext_lazy("Question"), cells.link(), sort=("title",), phone="title"),
        Column("asker", gettext_lazy("Asked by"), cells.person, lambda row: row.asker),
        Column("answered", gettext_lazy("Answers"), cells.number, sort=("answered",)),
        Column(
            "state",
            gettext_lazy("State"),
            cells.badge("question"),
            lambda row: (row.state.value, row.state.label),
            phone="badge",
        ),
        Column("created_at", gettext_lazy("Asked"), cells.day, sort=("created_at",), phone="end"),
    )
    default_sort = "-reference"


class ChampionTable(Table):
    caption = gettext_lazy("Champions")
    columns = (
        Column(
            "unit",
            gettext_lazy("Business unit"),
            value=lambda row: row.business_unit,
            sort=("business_unit__name",),
            phone="title",
        ),
        Column("member", gettext_lazy("Champion"), cells.person, lambda row: row.member),
        Column("email", gettext_lazy("E-mail"), value=lambda row: row.member.user.email),
        Column("starts_on", gettext_lazy("From"), cells.day, sort=("starts_on",), phone="meta"),
        Column("ends_on", gettext_lazy("Until"), cells.day, sort=("ends_on",), phone="end"),
    )
    default_sort = "unit"


def champions_to_steer() -> type[ChampionTable]:
    """The same with a link that ends a term."""
    last = Column(
        "end",
        gettext_lazy("Term"),
        cells.link(lambda row: org_url("training:champion_end", pk=row.pk)),
        value=lambda _row: _("Set the last day"),
        phone="end",
    )
    columns = (*ChampionTable.columns, last)
    return type("ChampionsToSteer", (ChampionTable,), {"columns": columns})


class EnrollmentTable(Table):
    """Sorting keeps to the indexes of the model, so that it costs the same for a large list."""

    caption = gettext_lazy("Enrolments")
    columns = (
        Column("reference", gettext_lazy("Id"), cells.link(), sort=("number",), phone="meta"),
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
        Column("reference", gettext_lazy("Id"), cells.link(), sort=("number",), phone="meta"),
        Column("member", gettext_lazy("Person"), cells.person, phone="title"),
        Column("title", gettext_lazy("Certificate"), cells.link(), sort=("title",)),
        Column("provider", gettext_lazy("Issued by"), sort=("provider",), phone="meta"),
        Column("course", gettext_lazy("Stands for"), sort=("course__title",)),
        Column("issued_on", gettext_lazy("Issued"), cells.day, sort=("issued_on",)),
        Column("state", gettext_lazy("State"), cells.badge("proof"), phone="badge"),
        Column("created_at", gettext_lazy("Offered"), cells.day, phone="end"),
    )
    default_sort = "-reference"


def _seats_taken(row: Any) -> str:
    """`12 of 20, 3 waiting`; for as many as come only the count."""
    counts = {"taken": row.seated_count, "seats": row.seats, "waiting": row.waiting_count}
    if row.seats is None:
        return formats.number(row.seated_count)
    if row.waiting_count:
        return _("%(taken)s of %(seats)s, %(waiting)s waiting") % counts
    return _("%(taken)s of %(seats)s") % counts


def _session_place(row: Any) -> str:
    return row.place or (_("Online") if row.link else "")


class SessionTable(Table):
    caption = gettext_lazy("Sessions")
    columns = (
        Column("title", gettext_lazy("Session"), cells.link(), sort=("title",), phone="title"),
        Column("kind", gettext_lazy("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("starts_at", gettext_lazy("Begins"), cells.moment, sort=("starts_at",), phone="end"),
        Column("place", gettext_lazy("Place"), value=_session_place, phone="meta"),
        Column("seats", gettext_lazy("Seats"), value=_seats_taken),
        Column("state", gettext_lazy("You"), cells.badge("booking"), state_of, phone="badge"),
        Column("host", gettext_lazy("Host"), cells.person, is_default=False),
        Column("course", gettext_lazy("Course"), is_default=False),
    )
    default_sort = "starts_at"

    @cached_property
    def sort(self) -> str:
        """What is past begins with the last."""
        is_chosen = bool(self.query.get("sort"))
        is_past = self.query.get("time") == "past"
        return "-starts_at" if is_past and not is_chosen else super().sort


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
