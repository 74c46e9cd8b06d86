"""Controls and the evidence that they work."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import ActionView, ButtonLink, Crumb, FormPageView, ListPageView, PageView
from governance.actions import control_evidence, controls
from governance.choices import EvidenceState
from governance.filters import compliance as filters
from governance.forms import compliance as forms
from governance.models.controls import Control, ControlLink, Evidence
from governance.permissions import compliance as rights
from governance.tables import compliance as tables
from governance.views.compliance import BelowCompliance
from intake.models.use_cases import UseCase

MOST_EVIDENCE = 50


def control_rows() -> Any:
    """Controls with what a row of the list shows; subqueries, so that counts do not multiply."""
    valid = Evidence.objects.valid_on(today_here()).filter(control=OuterRef("pk"))
    links = ControlLink.objects.filter(control=OuterRef("pk"))
    return Control.objects.select_related("owner__user").annotate(
        valid_count=Coalesce(_count(valid), 0), link_count=Coalesce(_count(links), 0)
    )


def _count(rows: Any) -> Subquery:
    grouped = rows.order_by().values("control")
    return Subquery(grouped.annotate(number=Count("pk")).values("number"))


class ControlList(BelowCompliance, ListPageView):
    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/list.html"
    title = _("Controls")
    subtitle = _("What is done to meet requirements, and whether evidence shows it.")
    table_class = tables.ControlTable
    filters_class = filters.ControlFilters
    empty_icon = "shield-check"
    empty_title = _("No controls yet")
    empty_text = _("They come with the first framework of the portal, or set up your own.")

    def rows(self) -> Any:
        return control_rows()

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.MANAGE_CONTROLS.code):
            return []
        new = org_url("governance:control_new")
        return [ButtonLink(new, _("New control"), "plus", "primary")]


class ControlMixin(BelowCompliance):
    """Finds the control of the address."""

    def find_subject(self) -> Any:
        rows = Control.objects.by_reference(self.kwargs["reference"])
        return found_or_404(rows.select_related("owner__user").first())

    @property
    def parents(self) -> list[Crumb]:
        listed = Crumb(org_url("governance:controls"), _("Controls"))
        return [*super().parents, listed]

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    def success_url(self, _result: object) -> str:
        return str(self.subject.get_absolute_url())


class ControlPage(ControlMixin, PageView):
    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/control.html"

    def page(self) -> dict[str, Any]:
        control: Control = self.subject
        visible = rights.evidence_visible_to(self.member).filter(control=control)
        rows = visible.select_related("use_case", "offered_by__user", "settled_by__user")
        return {
            "links": control.links.select_related("framework"),
            "evidence": rows.distinct()[:MOST_EVIDENCE],
            "today": today_here(),
            "can": {
                "change": permits(self.actor, rights.CHANGE_CONTROL.code, control),
                "manage": self.member.may(rights.MANAGE_CONTROLS.code),
                "give": control.is_active
                and not control.is_per_case
                and permits(self.actor, rights.GIVE_EVIDENCE.code, Evidence(control=control)),
            },
        }


class NewControlView(BelowCompliance, FormPageView):
    permission = rights.MANAGE_CONTROLS.code
    form_class = forms.NewControlForm
    title = _("New control")
    submit_label = _("Set up")
    success_message = _("Set up. Link it to the requirements that it serves.")

    def act(self, payload: controls.NewControl) -> Control:
        return controls.create_control(payload, actor=self.actor)

    def success_url(self, result: Control) -> str:
        return result.get_absolute_url()


class ChangeControlView(ControlMixin, FormPageView):
    permission = rights.CHANGE_CONTROL.code
    form_class = forms.ControlForm
    title = _("Change the control")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in controls.TERMS}}

    def act(self, payload: controls.ControlTerms) -> Control:
        return controls.change_control(self.subject, payload, actor=self.actor)


class RetireControlView(ControlMixin, FormPageView):
    permission = rights.MANAGE_CONTROLS.code
    form_class = forms.WhyForm
    title = _("Retire the control")
    subtitle = _("Nothing is covered by it any more. Its evidence stays.")
    submit_label = _("Retire")
    success_message = _("Retired.")

    def act(self, payload: forms.Why) -> Control:
        return controls.retire_control(self.subject, payload.reason, actor=self.actor)


class RestoreControlView(ControlMixin, ActionView):
    permission = rights.MANAGE_CONTROLS.code
    success_message = _("In use again.")

    def act(self, _payload: None) -> Control:
        return controls.restore_control(self.subject, actor=self.actor)


class LinkControlView(ControlMixin, FormPageView):
    permission = rights.MANAGE_CONTROLS.code
    form_class = forms.LinkForm
    title = _("Link a requirement")
    subtitle = _("The control then also serves what stands below it.")
    submit_label = _("Link")
    success_message = _("Linked.")

    def act(self, payload: forms.Target) -> ControlLink:
        return controls.link_control(self.subject, payload.requirement, actor=self.actor)


class UnlinkControlView(ControlMixin, ActionView):
    permission = rights.MANAGE_CONTROLS.code
    success_message = _("The link is removed.")

    def act(self, _payload: None) -> None:
        link = found_or_404(self.subject.links.filter(pk=self.kwargs["serves"]).first())
        controls.unlink_control(link, actor=self.actor)


class GiveEvidenceView(ControlMixin, FormPageView):
    """`?for=UC-42` names the use case of a control for use cases."""

    permission = rights.GIVE_EVIDENCE.code
    form_class = forms.EvidenceForm
    title = _("Give evidence")
    subtitle = _("Somebody else checks it before it counts.")
    submit_label = _("Give")
    success_message = _("Given. Somebody else checks it.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"effective_on": today_here()}}

    def find_subject(self) -> Any:
        """What would be given, so that the right is asked with its control and use case."""
        control: Control = super().find_subject()
        return Evidence(control=control, use_case=self._use_case())

    @property
    def parents(self) -> list[Crumb]:
        control = self.subject.control
        return [*super().parents, Crumb(control.get_absolute_url(), control.reference)]

    @property
    def cancel_url(self) -> str:
        return str(self.subject.control.get_absolute_url())

    def _use_case(self) -> UseCase | None:
        reference = self.request.GET.get("for", "")
        if not reference:
            return None
        visible = UseCase.objects.visible_to(self.member).by_reference(reference)
        return found_or_404(visible.select_related("current_assessment").first())

    def act(self, payload: control_evidence.NewEvidence) -> Evidence:
        return control_evidence.give_evidence(
            self.subject.control, payload, actor=self.actor, use_case=self.subject.use_case
        )

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class EvidenceList(BelowCompliance, ListPageView):
    """`?ends=soon` is the list of what expires."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/list.html"
    title = _("Evidence")
    subtitle = _("What shows that controls work, and until when.")
    table_class = tables.EvidenceTable
    filters_class = filters.EvidenceFilters
    empty_icon = "file-check"
    empty_title = _("No evidence that you may see")
    empty_text = _("It is given on the page of a control or of a use case.")

    def rows(self) -> Any:
        visible = rights.evidence_visible_to(self.member)
        return visible.select_related("control", "use_case", "offered_by__user", "settled_by__user")


class EvidenceMixin(BelowCompliance):
    """Finds the evidence of the address, among what the member may see."""

    def find_subject(self) -> Evidence:
        rows = rights.evidence_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related(
                "control__owner__user",
                "use_case__current_assessment",
                "attachment",
                "offered_by__user",
                "settled_by__user",
            ).first()
        )

    @property
    def parents(self) -> list[Crumb]:
        listed = Crumb(org_url("governance:evidence_list"), _("Evidence"))
        return [*super().parents, listed]

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    def success_url(self, _result: object) -> str:
        return str(self.subject.get_absolute_url())


class EvidencePage(EvidenceMixin, PageView):
    permission = rights.VIEW_EVIDENCE.code
    template_name = "governance/compliance/evidence.html"

    def page(self) -> dict[str, Any]:
        evidence: Evidence = self.subject
        counts = evidence.state in {EvidenceState.OFFERED, EvidenceState.ACCEPTED}
        file = evidence.attachment
        return {
            "file_url": file.address(evidence) if file else "",
            "can": {
                "judge": evidence.waits
                and permits(self.actor, rights.JUDGE_EVIDENCE.code, evidence),
                "withdraw": counts and permits(self.actor, rights.WITHDRAW_EVIDENCE.code, evidence),
            },
        }


class AcceptEvidenceView(EvidenceMixin, ActionView):
    permission = rights.JUDGE_EVIDENCE.code
    success_message = _("Accepted.")

    def act(self, _payload: None) -> Evidence:
        return control_evidence.accept_evidence(self.subject, actor=self.actor)


class ReturnEvidenceView(EvidenceMixin, FormPageView):
    permission = rights.JUDGE_EVIDENCE.code
    form_class = forms.RemarkForm
    title = _("Send the evidence back")
    subtitle = _("Say what is missing. Whoever gave it is told.")
    submit_label = _("Send back")
    success_message = _("Sent back.")

    def act(self, payload: forms.Remark) -> Evidence:
        return control_evidence.return_control_evidence(
            self.subject, payload.remark, actor=self.actor
        )


class WithdrawEvidenceView(EvidenceMixin, FormPageView):
    permission = rights.WITHDRAW_EVIDENCE.code
    form_class = forms.RemarkForm
    title = _("Withdraw the evidence")
    subtitle = _("It does not count any more; what it covered may be open.")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn.")

    def act(self, payload: forms.Remark) -> Evidence:
        return control_evidence.withdraw_evidence(self.subject, payload.remark, actor=self.actor)
