"""Findings: the list, one of them with its rounds, and what is done about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.ui.views import Crumb, FormPageView, ListPageView, PageView, SubjectFormPage
from governance.actions import audit_findings
from governance.choices import FindingState
from governance.filters.audits import FindingFilters
from governance.forms.audits import (
    AnswerForm,
    CheckedForm,
    FindingForm,
    FindingTermsForm,
    Said,
)
from governance.models.audits import AuditItem
from governance.models.findings import AuditFinding, FindingAnswer
from governance.permissions import audits as rights
from governance.queries.audit_pages import rounds_of
from governance.tables.audits import FindingTable
from governance.views.audits import AuditFormPage, AuditTabs, BelowAudits


class FindingList(AuditTabs, ListPageView):
    permission = rights.OPEN_AUDITS.code
    template_name = "governance/audits/list.html"
    title = _("Findings")
    subtitle = _("What audits found, until somebody else has verified that it is done.")
    table_class = FindingTable
    filters_class = FindingFilters
    empty_icon = "search-check"
    empty_title = _("No findings yet")
    empty_text = _("Auditors raise them while they look at the controls of a use case.")

    def rows(self) -> QuerySet[AuditFinding]:
        return rights.findings_visible_to(self.member).with_people()


class RaiseFindingView(AuditFormPage):
    """Of a line of the checklist, or of the audit as a whole."""

    permission = rights.DO_AUDIT.code
    form_class = FindingForm
    title = _("Raise a finding")
    submit_label = _("Raise it")
    success_message = _("Raised. Its owner is told.")

    @cached_property
    def item(self) -> AuditItem | None:
        position = self.kwargs.get("position")
        if position is None:
            return None
        found: AuditItem = found_or_404(self.subject.items.filter(position=position).first())
        return found

    def form_kwargs(self) -> dict[str, Any]:
        use_case = self.subject.use_case
        initial: dict[str, Any] = {"owner": use_case.owner_id if use_case else None}
        if self.item is not None:
            initial |= {"title": self.item.title[:200], "description": self.item.note}
            initial["severity"] = self.item.result if self.item.result == "major" else "minor"
        return {"initial": initial}

    def act(self, payload: audit_findings.NewFinding) -> AuditFinding:
        return audit_findings.raise_finding(self.subject, payload, actor=self.actor, item=self.item)

    @property
    def cancel_url(self) -> str:
        if self.subject.is_tested:
            return org_url("governance:audit_fieldwork", reference=self.subject.reference)
        return super().cancel_url


class FindingMixin(BelowAudits):
    """Finds the finding of the address, among those that the member may see."""

    kwargs: dict[str, Any]

    def find_subject(self) -> AuditFinding:
        rows = rights.findings_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related(
                "owner__user",
                "raised_by__user",
                "item",
                "audit__auditor__user",
                "audit__use_case__current_assessment",
            ).first()
        )

    @property
    def parents(self) -> list[Crumb]:
        audit = self.subject.audit
        return [*super().parents, Crumb(audit.get_absolute_url(), audit.reference)]


class FindingPage(FindingMixin, PageView):
    permission = rights.VIEW_FINDING.code
    template_name = "governance/audits/finding.html"

    def page(self) -> dict[str, Any]:
        finding: AuditFinding = self.subject
        return {
            "rounds": rounds_of(finding),
            "can": self.rights(),
            "is_late": finding.is_late(today_of(self.organization)),
        }

    def rights(self) -> dict[str, bool]:
        """What the member may do with this finding now."""
        finding: AuditFinding = self.subject
        is_open = finding.state != FindingState.VERIFIED
        return {
            "answer": finding.is_owed and permits(self.actor, rights.ANSWER_FINDING.code, finding),
            "verify": finding.is_answered
            and permits(self.actor, rights.VERIFY_FINDING.code, finding),
            "change": is_open and permits(self.actor, rights.CHANGE_FINDING.code, finding),
        }


class FindingFormPage(SubjectFormPage, FindingMixin, FormPageView):
    """A form about one finding; leads back to its page."""


class ChangeFindingView(FindingFormPage):
    permission = rights.CHANGE_FINDING.code
    form_class = FindingTermsForm
    title = _("Give it to somebody else, or move it")
    success_message = _("Saved. The owner is told.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"owner": self.subject.owner_id, "due_on": self.subject.due_on}}

    def act(self, payload: audit_findings.FindingTerms) -> AuditFinding:
        return audit_findings.change_finding(self.subject, payload, actor=self.actor)


class AnswerView(FindingFormPage):
    permission = rights.ANSWER_FINDING.code
    form_class = AnswerForm
    title = _("Answer the finding")
    subtitle = _("Attach what shows it to the finding first. Somebody else verifies it.")
    submit_label = _("Send the answer")
    success_message = _("Sent. Somebody else verifies it now.")

    def act(self, payload: Said) -> FindingAnswer:
        return audit_findings.answer_finding(self.subject, payload.text, actor=self.actor)


class VerifyView(FindingFormPage):
    permission = rights.VERIFY_FINDING.code
    form_class = CheckedForm
    title = _("Verify the finding")
    subtitle = _("It is done, and you have seen it.")
    submit_label = _("Verify")
    success_message = _("Verified.")

    def act(self, payload: Said) -> AuditFinding:
        return audit_findings.verify_finding(self.subject, payload.text, actor=self.actor)


class ReturnView(FindingFormPage):
    permission = rights.VERIFY_FINDING.code
    form_class = CheckedForm
    title = _("Return the answer")
    subtitle = _("It is not done. The owner answers again.")
    submit_label = _("Return")
    success_message = _("Returned.")

    def act(self, payload: Said) -> AuditFinding:
        return audit_findings.return_finding(self.subject, payload.text, actor=self.actor)
