"""The lists of training as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui import formats
from coe_portal.ui.markup import markup
from coe_portal.ui.tables import Column, Table, cells
from training.choices import SkillLevel
from training.logic.skills import TOP_LEVEL, Tally
from training.models.skills import Skill
from training.queries.heat_map import Level, Targets, cells_of

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
