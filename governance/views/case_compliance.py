"""The compliance of one use case, and what is said not to apply to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, FormPageView, FragmentView, PageView
from governance.actions import exclusions
from governance.forms import compliance as forms
from governance.models.coverage import Exclusion
from governance.permissions import compliance as rights
from governance.queries import compliance as queries
from governance.views.compliance import BelowCompliance, RequirementMixin, bar_chart
from governance.views.fragments import CaseMixin


class CaseCompliance(CaseMixin, FragmentView):
    """The compliance of a use case: what applies and why, and by which controls it is covered."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/case.html"

    def page(self) -> dict[str, Any]:
        page = queries.case_compliance(self.subject)
        return {
            "compliance": page,
            "bars": [(part, bar_chart(part.bar, str(part.framework))) for part in page.frameworks],
            "may_claim": permits(self.actor, rights.CLAIM_EXCLUSION.code, self.subject),
            "may_judge": {
                line.exclusion.pk
                for part in page.frameworks
                for line in part.lines
                if line.exclusion is not None
                and line.exclusion.waits
                and permits(self.actor, rights.JUDGE_EXCLUSION.code, self._own(line.exclusion))
            },
        }

    def _own(self, exclusion: Exclusion) -> Exclusion:
        exclusion.use_case = self.subject
        return exclusion


class CasePage(CaseMixin, PageView):
    """The fragment as a page of its own, for links in messages."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/case_page.html"


class ClaimExclusionView(CaseMixin, RequirementMixin, FormPageView):
    """Say why a requirement does not apply to this use case."""

    permission = rights.CLAIM_EXCLUSION.code
    form_class = forms.WhyForm
    title = gettext_lazy("It does not apply")
    subtitle = gettext_lazy("It is left out of the count once a second person has confirmed it.")
    submit_label = gettext_lazy("Ask for a confirmation")
    success_message = gettext_lazy("Said. A second person has to confirm it.")

    @property
    def cancel_url(self) -> str:
        return case_url(self.subject.reference)

    def act(self, payload: forms.Why) -> Exclusion:
        return exclusions.claim_exclusion(
            self.subject, self.find_requirement(), payload.reason, actor=self.actor
        )

    def success_url(self, _result: object) -> str:
        return case_url(self.subject.reference)


def case_url(reference: str) -> str:
    """The compliance of a use case."""
    return org_url("governance:case_compliance_page", reference=reference)


class ExclusionMixin(BelowCompliance):
    """Finds the exclusion of the address."""

    def find_subject(self) -> Exclusion:
        rows = Exclusion.objects.select_related("use_case__current_assessment", "framework")
        return found_or_404(rows.filter(pk=self.kwargs["pk"]).first())

    @property
    def cancel_url(self) -> str:
        return case_url(self.subject.use_case.reference)

    def success_url(self, _result: object) -> str:
        return case_url(self.subject.use_case.reference)


class ConfirmExclusionView(ExclusionMixin, ActionView):
    permission = rights.JUDGE_EXCLUSION.code
    success_message = gettext_lazy("Confirmed: it is not counted.")

    def act(self, _payload: None) -> Exclusion:
        return exclusions.confirm_exclusion(self.subject, actor=self.actor)


class RefuseExclusionView(ExclusionMixin, FormPageView):
    permission = rights.JUDGE_EXCLUSION.code
    form_class = forms.RemarkForm
    title = gettext_lazy("It applies")
    submit_label = gettext_lazy("Refuse")
    success_message = gettext_lazy("Refused: it is counted.")

    def act(self, payload: forms.Remark) -> Exclusion:
        return exclusions.refuse_exclusion(self.subject, payload.remark, actor=self.actor)


class WithdrawExclusionView(ExclusionMixin, FormPageView):
    """The people of the case and staff, whom the action asks about the case."""

    permission = rights.VIEW_COMPLIANCE.code
    form_class = forms.RemarkForm
    title = gettext_lazy("It applies after all")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("Withdrawn: it is counted again.")

    def act(self, payload: forms.Remark) -> Exclusion:
        return exclusions.withdraw_exclusion(self.subject, payload.remark, actor=self.actor)
