"""The skills matrix: people × skills, and units × skills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.views import ListPageView
from training.filters import ALL_AREAS, PeopleHeatFilters, UnitHeatFilters
from training.logic.skills import Tally
from training.logic.units import rolled_up
from training.models.skills import JobRole, Skill
from training.permissions import VIEW_CATALOGUE, VIEW_PEOPLE, people_of
from training.queries.heat_map import tallies, targets_by_role, with_levels
from training.queries.skills import skills_in_use
from training.queries.units import unit_tree
from training.tables import MEASURES, people_heat, unit_heat


@dataclass(frozen=True)
class Shown:
    """What the address asks for: the skills of an area, or of all."""

    skills: Sequence[Skill]


def skills_shown(code: str) -> Sequence[Skill]:
    """The skills of the area with this code; of the first one where there is none such."""
    skills = skills_in_use()
    if code == ALL_AREAS:
        return skills
    chosen = [skill for skill in skills if skill.area.code == code]
    return chosen or [skill for skill in skills if skill.area_id == skills[0].area_id]


class HeatPage(ListPageView):
    """What both maps have in common."""

    template_name = "training/skills/heat_map.html"
    empty_icon = "grid-3x3"
    empty_title = _("Nothing to show yet")
    empty_text = _("Install the standard set of skills, and ask people to state their levels.")

    @property
    def sees_people(self) -> bool:
        """Whether the tabs show the page of units."""
        return self.member.may(VIEW_PEOPLE.code)

    def find_subject(self) -> Shown:
        shown = Shown(skills_shown(self.request.GET.get("area", "")))
        self.table_class = self.table_of(shown.skills)  # type: ignore[misc]  # the area decides
        return shown

    def table_of(self, skills: Sequence[Skill]) -> Any:
        """Override: the table of these skills."""
        raise NotImplementedError


class HeatMapPage(HeatPage):
    permission = VIEW_CATALOGUE.code
    title = _("Skills heat map")
    subtitle = _("The manager's level counts where there is one.")
    filters_class = PeopleHeatFilters

    def table_of(self, skills: Sequence[Skill]) -> Any:
        return people_heat(skills, targets_by_role(skills))

    def rows(self) -> QuerySet[Membership]:
        return with_levels(people_of(self.member), self.subject.skills)


class UnitHeatPage(HeatPage):
    permission = VIEW_PEOPLE.code
    title = _("Skills by unit")
    subtitle = _("A unit counts with all units below it.")
    filters_class = UnitHeatFilters

    def table_of(self, skills: Sequence[Skill]) -> Any:
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
        wanted = self.request.GET.get("role", "")
        return JobRole.objects.filter(pk=wanted).first() if wanted.isdecimal() else None
