"""The checklist of an audit, saved as the auditor types, and the steps of its life."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import is_fragment, redirect
from coe_portal.ui.views import ActionView, PageView
from governance.actions import audit_fieldwork
from governance.actions.audit_fieldwork import Observed
from governance.forms.audits import ConclusionForm, LineForm, Said
from governance.models.audits import Audit, AuditItem
from governance.permissions import audits as rights
from governance.queries.audit_pages import Line, audit_line, audit_page
from governance.views.audits import AuditFormPage, AuditMixin


def line_form(line: Line, data: Any = None) -> LineForm:
    """The form of one line; its fields are named by the line."""
    initial = {"result": line.item.result, "note": line.item.note}
    return LineForm(data, initial=initial, auto_id=f"line{line.item.position}_%s")


class BeginView(AuditMixin, ActionView):
    permission = rights.DO_AUDIT.code
    success_message = _("The checklist is made from the controls that apply now.")

    def act(self, _payload: None) -> Audit:
        return audit_fieldwork.begin_fieldwork(self.subject, actor=self.actor)

    def success_url(self, result: Audit) -> str:
        return org_url("governance:audit_fieldwork", reference=result.reference)


class FieldworkPage(AuditMixin, PageView):
    """All lines to fill in; each is saved by itself."""

    permission = rights.DO_AUDIT.code
    template_name = "governance/audits/fieldwork.html"

    def page(self) -> dict[str, Any]:
        page = audit_page(self.subject)
        return {"page": page, "rows": [(line, line_form(line)) for line in page.lines]}


class SaveLineView(AuditMixin, ActionView):
    """POST: what was found of one control; htmx gets the state of the line and of the whole."""

    permission = rights.DO_AUDIT.code
    template_name = "governance/audits/line_refused.html"
    form_class = LineForm

    @cached_property
    def line(self) -> Line:
        return found_or_404(audit_line(self.subject, self.kwargs["position"]))

    def make_form(self, data: Any = None, files: Any = None) -> LineForm:  # noqa: ARG002
        return line_form(self.line, data)

    def page(self) -> dict[str, Any]:
        return {"line": self.line}

    def act(self, payload: Observed) -> AuditItem:
        return audit_fieldwork.save_item(self.line.item, payload, actor=self.actor)

    def answer(self, _result: AuditItem) -> HttpResponse:
        if not is_fragment(self.request):
            page = org_url("governance:audit_fieldwork", reference=self.subject.reference)
            return redirect(self.request, page)
        self.__dict__.pop("line", None)
        context = {"page": audit_page(self.subject), "swap": True}
        return self.render("governance/audits/line_saved.html", context, status=HTTPStatus.OK)


class FinishView(AuditMixin, ActionView):
    permission = rights.DO_AUDIT.code
    success_message = _("The fieldwork is done. Write the conclusion and close the audit.")

    def act(self, _payload: None) -> Audit:
        return audit_fieldwork.finish_fieldwork(self.subject, actor=self.actor)


class ResumeView(AuditMixin, ActionView):
    permission = rights.DO_AUDIT.code
    success_message = _("You can change the checklist again.")

    def act(self, _payload: None) -> Audit:
        return audit_fieldwork.resume_fieldwork(self.subject, actor=self.actor)


class CloseView(AuditFormPage):
    permission = rights.DO_AUDIT.code
    form_class = ConclusionForm
    title = _("Close the audit")
    subtitle = _("The people of the case read your conclusion. Findings live on until verified.")
    submit_label = _("Close the audit")
    success_message = _("The audit is closed.")

    def act(self, payload: Said) -> Audit:
        return audit_fieldwork.close_audit(self.subject, payload.text, actor=self.actor)
