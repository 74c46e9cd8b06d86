"""The skills matrix: people × skills, and units × skills."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Case, IntegerField, QuerySet, When
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import rolled_up, unit_tree, units_below
from coe_portal.ui.filters import Filters
from coe_portal.ui.tables import Table
from coe_portal.ui.views import ListPageView
from training.filters import ALL_AREAS, GapFilters, PeopleHeatFilters, UnitHeatFilters
from training.logic.skills import Tally
from training.models.skills import JobRole, Skill
from training.permissions import VIEW_CATALOGUE, VIEW_PEOPLE, enrols_others, people_of
from training.queries.heat_map import roles_with_targets, skill_gaps, tallies, with_levels
from training.queries.skills import closing_courses, skills_in_use
from training.tables.skills import MEASURES, gap_table, people_heat, unit_heat
from training.views.skills import SkillsTabs

MOST_DIGITS = 9


@dataclass(frozen=True)
class Shown:
    """What the address asks for: the skills of an area, or of all; and which areas there are."""

    skills: Sequence[Skill]
    areas: Sequence[tuple[str, str]]


def skills_shown(code: str, *, all_of_them: bool) -> Shown:
    """The skills of the area with this code; of the first one where there is none such."""
    skills = skills_in_use()
    areas = list(dict.fromkeys((skill.area.code, skill.area.name) for skill in skills))
    if all_of_them:
        return Shown(skills, areas)
    chosen = [skill for skill in skills if skill.area.code == code]
    first = [skill for skill in skills if skill.area_id == skills[0].area_id]
    return Shown(chosen or first, areas)


class HeatPage(SkillsTabs, ListPageView):
    """What both maps have in common."""

    template_name = "training/skills/heat_map.html"
    table_class = Table
    further_areas: ClassVar[Sequence[tuple[str, Any]]] = ()
    roles: Sequence[JobRole] | None = None
    empty_icon = "grid-3x3"
    empty_title = _("Nothing to show yet")
    empty_text = _("Install the standard set of skills, and ask people to state their levels.")

    def find_subject(self) -> Shown:
        code = self.request.GET.get("area", "")
        shown = skills_shown(code, all_of_them=code in dict(self.further_areas))
        self.table_class = self.table_of(shown.skills)
        return shown

    @abstractmethod
    def table_of(self, skills: Sequence[Skill]) -> type[Table]:
        """The table of these skills."""

    @cached_property
    def filter_set(self) -> Filters | None:
        """The choices of what is read already, without reading it once more."""
        filters = super().filter_set
        if filters is not None:
            fields: Any = filters.form.fields
            fields["area"].choices = [*self.subject.areas, *self.further_areas]
            if self.roles is not None:
                named = [(role.pk, role.name) for role in self.roles]
                fields["role"].widget.choices = [("", fields["role"].empty_label), *named]
        return filters


class HeatMapPage(HeatPage):
    permission = VIEW_CATALOGUE.code
    title = _("Skills heat map")
    subtitle = _("The manager's level counts where there is one.")
    filters_class = PeopleHeatFilters
    further_areas = [(ALL_AREAS, _("All areas"))]

    def table_of(self, skills: Sequence[Skill]) -> type[Table]:
        found = roles_with_targets(skills)
        self.roles = found.roles
        return people_heat(skills, found.targets)

    def rows(self) -> QuerySet[Membership]:
        return with_levels(people_of(self.member), self.subject.skills)


class UnitHeatPage(HeatPage):
    """One area at a time: summing millions of levels takes longer than a page may."""

    permission = VIEW_PEOPLE.code
    title = _("Skills by unit")
    subtitle = _("A unit counts with all units below it.")
    filters_class = UnitHeatFilters

    def table_of(self, skills: Sequence[Skill]) -> type[Table]:
        measure = self.request.GET.get("measure", "")
        measure = measure if measure in MEASURES else "average"
        return unit_heat(skills, self._totals(skills), measure)

    def rows(self) -> QuerySet[BusinessUnit]:
        return BusinessUnit.objects.all()

    def _totals(self, skills: Sequence[Skill]) -> dict[tuple[int, int], Tally]:
        parents = unit_tree().parents
        own: dict[int, dict[int, Tally]] = {}
        for (unit, skill), tally in tallies(skills, role=self._role()).items():
            if unit is not None:
                own.setdefault(skill, {})[unit] = tally
        return {
            (unit, skill): tally
            for skill, of_units in own.items()
            for unit, tally in rolled_up(of_units, parents).items()
        }

    def _role(self) -> JobRole | None:
        role: JobRole | None = chosen(JobRole.objects.all(), self.request.GET.get("role", ""))
        return role


class GapsPage(SkillsTabs, ListPageView):
    """What is missing of each skill, and which courses close it; the largest gap first."""

    permission = VIEW_PEOPLE.code
    template_name = "training/skills/heat_map.html"
    table_class = Table
    title = _("Skill gaps")
    subtitle = _("What job roles ask for and people do not have yet.")
    filters_class = GapFilters
    page_size = 100
    empty_icon = "circle-check-big"
    empty_title = _("No gaps")
    empty_text = _("Give job roles to people, so that there is something to compare with.")

    def find_subject(self) -> dict[int, Tally]:
        skills = skills_in_use()
        unit = chosen(BusinessUnit.objects.all(), self.request.GET.get("unit", ""))
        role = chosen(JobRole.objects.all(), self.request.GET.get("role", ""))
        units = None if unit is None else units_below(unit)
        gaps = skill_gaps(skills, role=role, units=units)
        narrowed = {
            name: str(row.pk) for name, row in (("unit", unit), ("role", role)) if row is not None
        }
        enrols = enrols_others(self.member)
        self.table_class = gap_table(gaps, closing_courses(gaps), narrowed=narrowed, enrols=enrols)
        return gaps

    def rows(self) -> QuerySet[Skill]:
        order = sorted(self.subject, key=lambda pk: -self.subject[pk].missing)
        places = [When(pk=pk, then=place) for place, pk in enumerate(order)]
        skills: QuerySet[Skill] = Skill.objects.filter(pk__in=order).select_related("area")
        return skills.order_by(Case(*places, default=0, output_field=IntegerField()), "pk")


def chosen(rows: QuerySet[Any], pk: str) -> Any:
    """The row that a filter names, or None."""
    return rows.filter(pk=pk).first() if pk.isdecimal() and len(pk) <= MOST_DIGITS else None
