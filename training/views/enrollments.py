"""My learning, the list of enrolments for those who see others', and who enrols whom."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from coe_portal.accounts.models import Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
)
from training import permissions as rights
from training.actions import assigning, rules
from training.actions.rules import RuleTerms
from training.filters import EnrollmentFilters, proposed_by
from training.forms.enrollments import Assignment, AssignmentForm, RuleForm
from training.models.enrollments import Enrollment, EnrollmentRule
from training.queries.coming import preview_of
from training.queries.my_learning import my_learning
from training.tables.learning import EnrollmentTable, RuleTable
from training.tasks import apply_one_rule

MOST_PROPOSED = 500


class LearningTabs:
    """A page with the tabs of learning."""

    member: Membership

    @property
    def sees_others(self) -> bool:
        """Oversight, or a manager of somebody."""
        sees_all = self.member.may(rights.VIEW_ENROLLMENT.code)
        return sees_all or self.member.reports.exists()

    @property
    def steers(self) -> bool:
        return self.member.may(rights.STEER_TRAINING.code)


class MyLearningPage(LearningTabs, PageView):
    """What the member must do by when, and what they have."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/enrollments/mine.html"

    def page(self) -> dict[str, Any]:
        now, today = timezone.now(), today_of(self.organization)
        return {"learning": my_learning(self.member, now, today), "today": today}


class EnrollmentList(LearningTabs, ListPageView):
    """Enrolments of everybody for oversight, else of oneself and one's people."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/enrollments/list.html"
    title = _("Enrolments")
    subtitle = _("Who learns what, until when, and because of whom.")
    table_class = EnrollmentTable
    filters_class = EnrollmentFilters
    empty_icon = "graduation-cap"
    empty_title = _("No enrolments yet")
    empty_text = _("Whoever enrols in a course, or is enrolled, appears here.")

    def rows(self) -> QuerySet[Enrollment]:
        rows: QuerySet[Enrollment] = rights.enrollments_visible_to(self.member).with_people()
        return rows

    def actions(self) -> list[ButtonLink]:
        if not rights.enrols_others(self.member):
            return []
        url = org_url("training:enroll_people")
        return [ButtonLink(url, _("Enrol people"), "user-plus", "primary")]


class EnrolPeople(FormPageView):
    """Choose people and a course; who is in it already is left alone.

    The address may propose both: `course`, and with `for=literacy` or `below=<skill>` whoever a
    page lists, narrowed by that page's own filters.
    """

    permission = rights.LEARN.code
    form_class = AssignmentForm
    title = _("Enrol people")
    submit_label = _("Enrol")

    def find_subject(self) -> None:
        if not rights.enrols_others(self.member):
            raise Http404

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # says how many of whom are proposed
        text = gettext("They get a message with the due date.")
        if self.request.method == "POST" or not self.proposed:
            return text
        shown = gettext("%(shown)d of %(all)d people are filled in.")
        counts = {"shown": len(self.proposed), "all": self.proposable.count()}
        return f"{shown % counts} {text}"

    @cached_property
    def proposable(self) -> QuerySet[Membership]:
        """Whom the address proposes, among the people that one may enrol."""
        people = rights.people_of(self.member)
        if not self.is_staff:
            people = people.filter(manager=self.member)
        return proposed_by(self.request.GET, people)

    @cached_property
    def proposed(self) -> list[Membership]:
        people = self.proposable.select_related("user").order_by("user__name", "pk")
        return list(people[:MOST_PROPOSED])

    @property
    def is_staff(self) -> bool:
        return self.member.may(rights.ENROL_OTHERS.code)

    def form_kwargs(self) -> dict[str, Any]:
        return {"manager": self.member, "is_staff": self.is_staff, "initial": self.initial()}

    def initial(self) -> dict[str, Any]:
        """What the address proposes; what was sent stands for itself."""
        if self.request.method == "POST":
            return {}
        course = {"course": self.request.GET.get("course", "")}
        if self.is_staff:
            return {**course, "emails": "\n".join(one.user.email for one in self.proposed)}
        return {**course, "reports": [one.pk for one in self.proposed]}

    def act(self, payload: Assignment) -> int:
        made = assigning.enrol_people(
            payload.course, payload.people, payload.due_on, actor=self.actor
        )
        left = len(payload.people) - len(made)
        self.success_message = ngettext(
            "%(made)d person is enrolled.", "%(made)d people are enrolled.", len(made)
        ) % {"made": len(made)}
        if left:
            self.success_message += " " + gettext("In the course already: %(left)d.") % {
                "left": left
            }
        return len(made)

    def success_url(self, _result: int) -> str:
        return self.cancel_url

    @property
    def cancel_url(self) -> str:
        return org_url("training:enrollments")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Enrolments"))]


class RuleList(LearningTabs, ListPageView):
    """Rules that enrol whoever belongs to a group."""

    permission = rights.STEER_TRAINING.code
    template_name = "training/enrollments/list.html"
    title = _("Enrolment rules")
    subtitle = _("Applied every night: whoever joins a group is enrolled, and again to renew.")
    table_class = RuleTable
    empty_icon = "workflow"
    empty_title = _("No rules yet")
    empty_text = _("Say which course a group needs; nobody has to think of it again.")

    def rows(self) -> QuerySet[EnrollmentRule]:
        return EnrollmentRule.objects.select_related("course").annotate(
            enrolled=Count("enrollments")
        )

    def actions(self) -> list[ButtonLink]:
        return [ButtonLink(org_url("training:rule_new"), _("New rule"), "plus", "primary")]


class MakeRule(FormPageView):
    permission = rights.STEER_TRAINING.code
    form_class = RuleForm
    title = _("New enrolment rule")
    subtitle = _("You see whom it enrols before you switch it on.")
    submit_label = _("Go on")

    def act(self, payload: RuleTerms) -> EnrollmentRule:
        return rules.make_rule(payload, actor=self.actor)

    @property
    def cancel_url(self) -> str:
        return org_url("training:rules")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Enrolment rules"))]


class RuleMixin:
    """Finds the rule of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> EnrollmentRule:
        rows = EnrollmentRule.objects.select_related("course", "created_by__user")
        return found_or_404(rows.filter(pk=self.kwargs["pk"]).first())


class RulePage(RuleMixin, LearningTabs, PageView):
    """Whom the rule enrols now, and the switch."""

    permission = rights.STEER_TRAINING.code
    template_name = "training/enrollments/rule.html"

    def page(self) -> dict[str, Any]:
        return {"preview": preview_of(self.subject, timezone.now())}


class SwitchRuleOn(RuleMixin, ActionView):
    """POST: the rule enrols from now on; a job begins at once."""

    permission = rights.STEER_TRAINING.code
    success_message = _("The rule is on; people are being enrolled.")

    def act(self, _payload: None) -> EnrollmentRule:
        rule = rules.switch_rule(self.subject, on=True, actor=self.actor)
        apply_one_rule.send(rule_id=rule.pk)
        return rule


class SwitchRuleOff(RuleMixin, ActionView):
    permission = rights.STEER_TRAINING.code
    success_message = _("The rule is off; who is enrolled stays so.")

    def act(self, _payload: None) -> EnrollmentRule:
        return rules.switch_rule(self.subject, on=False, actor=self.actor)
