"""People and units against skills, what is missing, and who lacks AI literacy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui import formats
from coe_portal.ui.markup import markup
from coe_portal.ui.tables import Column, Table, cells
from training.choices import SkillLevel
from training.logic.skills import TOP_LEVEL, Tally
from training.models.skills import Skill, SkillRound
from training.queries.heat_map import Level, Targets, cells_of
from training.queries.skills import ClosingCourse
from training.tables.learning import enrolling_url

LEVEL = '<span class="level is-{}{}"><b>{}</b><small>{}</small></span>'


NUMBERS = [str(level.value) for level in SkillLevel]


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
