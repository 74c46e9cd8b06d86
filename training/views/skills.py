"""My skills, those of my people, and who says what about them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import is_fragment, toast, trigger
from coe_portal.ui.views import FormPageView, FragmentView, PageView
from training.actions import skills
from training.choices import LEVEL_MEANINGS, SkillLevel
from training.forms.skills import GivenLevel, LevelForm, level_choices
from training.models.skills import MemberSkill, Skill
from training.permissions import (
    JUDGE_SKILLS,
    STATE_SKILLS,
    STEER_SKILLS,
    VIEW_CATALOGUE,
    VIEW_PEOPLE,
    people_of,
)
from training.queries.rounds import open_rounds_of
from training.queries.skills import skill_line, skills_of


def words_of_levels() -> dict[str, Any]:
    """What templates need to speak of levels."""
    meanings = [(level.value, level.label, LEVEL_MEANINGS[level]) for level in SkillLevel]
    return {
        "levels": dict(SkillLevel.choices),
        "level_choices": level_choices(),
        "meanings": meanings,
    }


class SkillsTabs:
    """A page with the tabs of skills."""

    member: Membership

    @property
    def sees_people(self) -> bool:
        return self.member.may(VIEW_PEOPLE.code)


class SkillsPage(SkillsTabs, PageView):
    """A page to read, with the tabs."""


class MySkillsPage(SkillsPage):
    """Own levels, targets, gaps and the courses that close them."""

    permission = VIEW_CATALOGUE.code
    template_name = "training/skills/mine.html"

    def page(self) -> dict[str, Any]:
        return {
            "page": skills_of(self.member),
            "rounds": list(open_rounds_of(self.member)),
            "may_state": permits(self.actor, STATE_SKILLS.code),
            "may_steer": permits(self.actor, STEER_SKILLS.code),
            **words_of_levels(),
        }


class OnePerson:
    """Finds the member of the address among those whose learning one may see."""

    kwargs: dict[str, Any]
    member: Membership

    def find_subject(self) -> Membership:
        people = people_of(self.member).with_user().select_related("business_unit")
        return found_or_404(people.filter(pk=self.kwargs["pk"]).first())


class MemberSkillsPage(OnePerson, SkillsPage):
    """The skills of somebody else, for manager and oversight."""

    permission = VIEW_CATALOGUE.code
    template_name = "training/skills/person.html"

    def page(self) -> dict[str, Any]:
        return {
            "page": skills_of(self.subject),
            "may_judge": permits(self.actor, JUDGE_SKILLS.code, self.subject),
            **words_of_levels(),
        }


class GapsOfMember(OnePerson, FragmentView):
    """What is missing for the job, again after a level has changed."""

    permission = VIEW_CATALOGUE.code
    template_name = "training/skills/gaps.html"

    def page(self) -> dict[str, Any]:
        return {"page": skills_of(self.subject), **words_of_levels()}


class LevelView(FormPageView):
    """A level of one skill: htmx gets the line back, others the page."""

    http_method_names = ["post", "options"]

    form_class = LevelForm
    needs = ("line_template",)
    line_template: ClassVar[str]
    title = _("Level")
    success_message = _("Saved.")

    def find_skill(self) -> Skill:
        skills_found = Skill.objects.active().select_related("area")
        return found_or_404(skills_found.filter(code=self.kwargs["code"]).first())

    def answer(self, result: MemberSkill) -> HttpResponse:
        if not is_fragment(self.request):
            return super().answer(result)
        line = skill_line(result.member, result.skill)
        context = {
            "line": line,
            "person": result.member,
            "may_state": True,
            "may_judge": True,
            **words_of_levels(),
        }
        answer = toast(self.render(self.line_template, context), self.success_message)
        return trigger(answer, "levels-changed")

    def success_url(self, result: MemberSkill) -> str:
        return f"{self.page_url()}#skill-{result.skill.code}"

    @abstractmethod
    def page_url(self) -> str:
        """The page that the line stands on."""


class StateLevel(LevelView):
    permission = STATE_SKILLS.code
    line_template = "training/skills/own_line.html"

    def act(self, payload: GivenLevel) -> MemberSkill:
        return skills.state_level(self.find_skill(), payload.level, actor=self.actor)

    def page_url(self) -> str:
        return org_url("training:skills")


class JudgeLevel(OnePerson, LevelView):
    permission = JUDGE_SKILLS.code
    line_template = "training/skills/judged_line.html"

    def act(self, payload: GivenLevel) -> MemberSkill:
        return skills.judge_level(self.subject, self.find_skill(), payload.level, actor=self.actor)

    def page_url(self) -> str:
        return org_url("training:member_skills", pk=self.subject.pk)
