"""Audits: the list, the plan by month, one of them, and the auditor's room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
    TenantView,
)
from governance.actions import audit_planning
from governance.actions.audit_reports import request_report
from governance.choices import AuditKind, AuditState
from governance.filters.audits import AuditFilters
from governance.forms import audits as forms
from governance.forms.risks import Reason, ReasonForm
from governance.models.audits import Audit, AuditPlan
from governance.permissions import audits as rights
from governance.queries import audit_pages
from governance.queries.audits import audit_plan
from governance.tables.audits import AuditTable
from governance.tasks.audits import print_report
from governance.views.fragments import CaseMixin

AUDIT_IN_DAYS = dt.timedelta(days=30)
MOST_OF_A_CASE = 50


class AuditTabs(TenantView):
    """The pages of the room, as tabs."""

    @property
    def sees_fast_lane(self) -> bool:
        return self.member.may(rights.VIEW_FAST_LANE.code)


class BelowAudits(BelowList):
    """A page below the list of audits."""

    above = ("governance:audits", _("Audits"))


class AuditList(AuditTabs, ListPageView):
    permission = rights.OPEN_AUDITS.code
    template_name = "governance/audits/list.html"
    title = _("Audits")
    subtitle = _("Who looks at which use case until when, and what was found.")
    table_class = AuditTable
    filters_class = AuditFilters
    empty_icon = "clipboard-check"
    empty_title = _("No audits yet")
    empty_text = _("The clock plans one for each use case in pilot, production or monitoring.")

    def rows(self) -> QuerySet[Audit]:
        return rights.audits_visible_to(self.member).with_figures()

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, rights.PLAN_AUDITS.code):
            return []
        return [ButtonLink(org_url("governance:audit_new"), _("New audit"), "plus", "primary")]


class PlanPage(AuditTabs, BelowAudits, PageView):
    """What is due in the year ahead, with the load of each."""

    permission = rights.OPEN_AUDITS.code
    template_name = "governance/audits/plan.html"

    def page(self) -> dict[str, Any]:
        visible = rights.audits_visible_to(self.member)
        plan = audit_pages.plan_view(visible, today_of(self.organization))
        load = Bars(
            title=_now("Audits due by month"),
            labels=tuple(date_format(month.first, "M y") for month in plan.months),
            values=tuple(month.count for month in plan.months),
            higher_is_better=False,
        )
        return {"plan": plan, "load": load, "may_plan": self.member.may(rights.PLAN_AUDITS.code)}


class ChangePlanView(BelowAudits, FormPageView):
    permission = rights.PLAN_AUDITS.code
    form_class = forms.PlanForm
    title = _("Change the audit plan")
    subtitle = _("Planned audits move with the intervals, but for those that somebody moved.")
    success_message = _("Saved. The clock moves what is planned.")

    def form_kwargs(self) -> dict[str, Any]:
        plan = audit_plan()
        return {"initial": {name: getattr(plan, name) for name in audit_planning.PLAN_TERMS}}

    def act(self, payload: audit_planning.PlanTerms) -> AuditPlan:
        return audit_planning.change_audit_plan(payload, actor=self.actor)

    def success_url(self, _result: AuditPlan) -> str:
        return org_url("governance:audit_plan")


class NewAuditView(BelowAudits, FormPageView):
    """`?about=UC-42` names the use case."""

    permission = rights.PLAN_AUDITS.code
    form_class = forms.NewAuditForm
    title = _("New audit")
    subtitle = _("On request, beside those that the plan brings.")
    submit_label = _("Plan it")
    success_message = _("Planned. The auditor is told.")

    def form_kwargs(self) -> dict[str, Any]:
        due_on = today_of(self.organization) + AUDIT_IN_DAYS
        return {"initial": {"about": self.request.GET.get("about", ""), "due_on": due_on}}

    def act(self, payload: audit_planning.NewAudit) -> Audit:
        return audit_planning.plan_audit(payload, actor=self.actor)


class AuditMixin(BelowAudits):
    """Finds the audit of the address, among those that the member may see."""

    kwargs: dict[str, Any]

    def find_subject(self) -> Audit:
        rows = rights.audits_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related("auditor__user", "use_case__current_assessment", "decision").first()
        )


class AuditPage(AuditMixin, PageView):
    permission = rights.VIEW_AUDIT.code
    template_name = "governance/audits/audit.html"

    def page(self) -> dict[str, Any]:
        return {
            "page": audit_pages.audit_page(self.subject),
            "can": self.rights(),
            "today": today_of(self.organization),
        }

    def rights(self) -> dict[str, bool]:
        """What the member may do with this audit now."""
        audit: Audit = self.subject
        does = permits(self.actor, rights.DO_AUDIT.code, audit)
        plans = permits(self.actor, rights.PLAN_AUDITS.code, audit)
        is_open = audit.state in {AuditState.PLANNED, AuditState.FIELDWORK}
        return {
            "begin": does and audit.state == AuditState.PLANNED,
            "test": does and audit.is_tested,
            "report": does and audit.state == AuditState.REPORTING,
            "change": plans and audit.is_running,
            "cancel": plans and is_open and audit.kind != AuditKind.SAMPLE,
        }


class AuditFormPage(SubjectFormPage, AuditMixin, FormPageView):
    """A form about one audit; leads back to its page."""

    permission = rights.PLAN_AUDITS.code


class ChangeAuditView(AuditFormPage):
    form_class = forms.AuditForm
    title = _("Give it to somebody, or move it")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"auditor": self.subject.auditor_id, "due_on": self.subject.due_on}}

    def act(self, payload: audit_planning.AuditTerms) -> Audit:
        return audit_planning.change_audit(self.subject, payload, actor=self.actor)


class CancelAuditView(AuditFormPage):
    form_class = ReasonForm
    title = _("Cancel the audit")
    subtitle = _("It stays in the list as cancelled, with your reason.")
    submit_label = _("Cancel the audit")
    success_message = _("Cancelled.")

    def act(self, payload: Reason) -> Audit:
        return audit_planning.cancel_audit(self.subject, payload.reason, actor=self.actor)


class ReportView(AuditMixin, ActionView):
    """A worker makes the PDF; the page of its Job shows how far it is."""

    permission = rights.VIEW_AUDIT.code

    def act(self, _payload: None) -> Job:
        job = request_report(self.subject, actor=self.actor)
        running.hand_over(job, print_report, job_id=job.pk)
        return job


class AuditorRoom(PageView):
    """Where an auditor begins: what there is to read, and until when."""

    permission = rights.OPEN_AUDITOR_ROOM.code
    template_name = "governance/audits/room.html"

    def page(self) -> dict[str, Any]:
        visible = rights.audits_visible_to(self.member)
        return {
            "desk": audit_pages.auditor_desk(self.member, visible),
            "recent": visible.with_figures().order_by("-number")[:10],
        }


class CaseAudits(CaseMixin, FragmentView):
    """The audits of a use case, as far as the member may see them."""

    permission = rights.OPEN_AUDITS.code
    template_name = "governance/fragments/case_audits.html"

    def page(self) -> dict[str, Any]:
        rows = rights.audits_visible_to(self.member).about(self.subject).with_figures()
        return {
            "audits": rows[:MOST_OF_A_CASE],
            "may_plan": self.member.may(rights.PLAN_AUDITS.code),
        }
