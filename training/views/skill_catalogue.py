"""The skills and job roles of the organization, as staff look after them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, Crumb, FormPageView
from training.actions import skill_catalogue as catalogue_actions
from training.actions.skill_catalogue import Named, RoleTargets, SkillFacts
from training.forms.skills import NameForm, PersonForm, RoleForm, SkillForm, Somebody
from training.models.skills import JobRole, JobRoleHolder, Skill, SkillArea
from training.permissions import STEER_SKILLS, VIEW_CATALOGUE
from training.queries.people import colleague_with_email
from training.queries.skills import catalogue, skills_in_use
from training.views.skills import SkillsPage

MOST_HOLDERS = 200


class SkillCatalogue(SkillsPage):
    permission = VIEW_CATALOGUE.code
    template_name = "training/skills/catalogue.html"

    def page(self) -> dict[str, Any]:
        roles = JobRole.objects.annotate(
            asked=Count("targets", distinct=True), held=Count("holders", distinct=True)
        )
        return {
            "areas": catalogue(),
            "roles": list(roles),
            "may_steer": permits(self.actor, STEER_SKILLS.code),
        }


class SteeringForm(FormPageView):
    """A form below the catalogue."""

    permission = STEER_SKILLS.code

    @property
    def cancel_url(self) -> str:
        return org_url("training:skill_catalogue")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Skills and job roles"))]

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class SteeringButton(ActionView):
    """A button of the catalogue."""

    permission = STEER_SKILLS.code

    def success_url(self, _result: object) -> str:
        return org_url("training:skill_catalogue")


class InstallStandardSet(SteeringButton):
    success_message = _("The standard set is installed. Change what does not fit.")

    def act(self, payload: None) -> int:  # noqa: ARG002 (there is no form)
        return catalogue_actions.install_standard_set(actor=self.actor)


class NewArea(SteeringForm):
    form_class = NameForm
    title = _("New skill area")
    success_message = _("The area is added.")

    def act(self, payload: Named) -> SkillArea:
        return catalogue_actions.add_area(payload, actor=self.actor)


class EditArea(SteeringForm):
    form_class = NameForm
    title = _("Rename the area")
    success_message = _("The area is renamed.")

    def find_subject(self) -> SkillArea:
        return found_or_404(SkillArea.objects.filter(code=self.kwargs["code"]).first())

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"name": self.subject.name}}

    def act(self, payload: Named) -> SkillArea:
        return catalogue_actions.rename_area(self.subject, payload, actor=self.actor)


class NewSkill(SteeringForm):
    form_class = SkillForm
    title = _("New skill")
    success_message = _("The skill is added.")

    def form_kwargs(self) -> dict[str, Any]:
        area = SkillArea.objects.filter(code=self.request.GET.get("area", "")).first()
        return {"initial": {"area": area}}

    def act(self, payload: SkillFacts) -> Skill:
        return catalogue_actions.add_skill(payload, actor=self.actor)


class OneSkill:
    """Finds the skill of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> Skill:
        return found_or_404(Skill.objects.filter(code=self.kwargs["code"]).first())


class EditSkill(OneSkill, SteeringForm):
    form_class = SkillForm
    title = _("Change the skill")
    subtitle = _("Levels that people have stay as they are.")
    success_message = _("The skill is changed.")

    def form_kwargs(self) -> dict[str, Any]:
        names = ("name", "area", "description")
        return {"initial": {name: getattr(self.subject, name) for name in names}}

    def act(self, payload: SkillFacts) -> Skill:
        return catalogue_actions.change_skill(self.subject, payload, actor=self.actor)


class RetireSkill(OneSkill, SteeringButton):
    success_message = _("The skill is not asked for any more.")

    def act(self, payload: None) -> Skill:  # noqa: ARG002
        return catalogue_actions.retire_skill(self.subject, actor=self.actor)


class RestoreSkill(OneSkill, SteeringButton):
    success_message = _("The skill is asked for again.")

    def act(self, payload: None) -> Skill:  # noqa: ARG002
        return catalogue_actions.restore_skill(self.subject, actor=self.actor)


class NewJobRole(SteeringForm):
    form_class = NameForm
    title = _("New job role")
    success_message = _("The job role is added. Set what it asks for.")

    def act(self, payload: Named) -> JobRole:
        return catalogue_actions.add_job_role(payload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return org_url("training:job_role", code=result.code)


class OneRole:
    """Finds the job role of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> JobRole:
        return found_or_404(JobRole.objects.filter(code=self.kwargs["code"]).first())


class JobRolePage(OneRole, FormPageView):
    """What a job role asks for; and who holds it, at most MOST_HOLDERS of them."""

    permission = STEER_SKILLS.code
    form_class = RoleForm
    template_name = "training/skills/job_role.html"
    success_message = _("The job role is saved.")

    def page(self) -> dict[str, Any]:
        holders = self.subject.holders.select_related("member__user").order_by("member__user__name")
        return {"holders": holders[:MOST_HOLDERS], "held": self.subject.holders.count()}

    def form_kwargs(self) -> dict[str, Any]:
        targets = {f"skill-{row.skill_id}": row.level for row in self.subject.targets.all()}
        return {"skills": skills_in_use(), "initial": {"name": self.subject.name, **targets}}

    def act(self, payload: RoleTargets) -> JobRole:
        return catalogue_actions.change_job_role(self.subject, payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("training:job_role", code=self.subject.code)


class GiveJobRole(OneRole, SteeringForm):
    form_class = PersonForm
    title = _("Give the job role to a member")
    success_message = _("The job role is given.")

    def act(self, payload: Somebody) -> JobRoleHolder:
        member = colleague_with_email(payload.email)
        return catalogue_actions.give_job_role(self.subject, member, actor=self.actor)

    @property
    def cancel_url(self) -> str:
        return org_url("training:job_role", code=self.subject.code)


class TakeJobRole(SteeringButton):
    success_message = _("The job role is taken from the member.")

    def find_subject(self) -> JobRoleHolder:
        holders = JobRoleHolder.objects.select_related("job_role", "member__user")
        return found_or_404(
            holders.filter(job_role__code=self.kwargs["code"], pk=self.kwargs["pk"]).first()
        )

    def act(self, payload: None) -> JobRole:  # noqa: ARG002
        return catalogue_actions.take_job_role(self.subject, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return org_url("training:job_role", code=result.code)
