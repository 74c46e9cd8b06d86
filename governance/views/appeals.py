"""Appeals: lodge one, see what became of it, form its panel."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.collaboration.models import Attachment
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, Crumb, FormPageView, ListPageView, PageView
from governance.actions import appeals
from governance.choices import AppealState
from governance.filters.appeals import AppealFilters
from governance.forms.appeals import GroundsForm, PanelForm
from governance.models.appeals import Appeal
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.permissions import appeals as rights
from governance.permissions.reviews import VIEW_DECISIONS, decisions_visible_to
from governance.queries.appeals import last_day
from governance.tables.appeals import AppealTable


class AppealList(ListPageView):
    permission = VIEW_DECISIONS.code
    title = _("Appeals")
    subtitle = _("Decisions asked to be made again, by people who had no voice in them.")
    table_class = AppealTable
    filters_class = AppealFilters
    empty_icon = "scale"
    empty_title = _("No appeals")
    empty_text = _("The team of a case can appeal a decision on its page, within 30 days.")

    def rows(self) -> QuerySet[Appeal]:
        return rights.appeals_visible_to(self.member).with_case()

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("governance:decisions"), _("Decisions"))]


class LodgeAppealView(FormPageView):
    permission = rights.LODGE_APPEAL.code
    form_class = GroundsForm
    title = _("Appeal the decision")
    submit_label = _("Lodge the appeal")
    success_message = _("The appeal is lodged. You hear when a panel has decided.")

    def find_subject(self) -> Decision:
        visible = decisions_visible_to(self.member).select_related(
            "use_case__current_assessment", "review"
        )
        return found_or_404(visible.by_reference(self.kwargs["reference"]).first())

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        text = gettext("%(case)s: %(outcome)s. Once, and until %(day)s.")
        return text % {
            "case": self.subject.title,
            "outcome": self.subject.get_outcome_display(),
            "day": f"{last_day(self.subject):%d.%m.%Y}",
        }

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, self.subject.reference)]

    def act(self, payload: appeals.Grounds) -> Appeal:
        return appeals.lodge_appeal(self.subject, payload, actor=self.actor)


class AppealMixin:
    """Finds the appeal of the address, among those that the member may see."""

    kwargs: dict[str, Any]
    member: Any
    subject: Appeal

    def find_subject(self) -> Appeal:
        rows = rights.appeals_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related(
                "use_case__current_assessment", "decision__review", "lodged_by__user", "review"
            ).first()
        )

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        appeals_page = Crumb(org_url("governance:appeals"), _("Appeals"))
        return [appeals_page, Crumb(self.cancel_url, self.subject.reference)]


class AppealPage(AppealMixin, PageView):
    permission = rights.VIEW_APPEALS.code
    template_name = "governance/appeals/appeal.html"

    def page(self) -> dict[str, Any]:
        appeal = self.subject
        is_lodged = appeal.state == AppealState.LODGED
        files = Attachment.objects.about(appeal).present()
        return {
            "files": [(file.name, file.address(appeal)) for file in files],
            "answer": getattr(appeal.review, "decision", None) if appeal.review else None,
            "may_form": is_lodged and permits(self.actor, rights.FORM_PANEL.code, appeal),
            "may_withdraw": appeal.is_pending
            and permits(self.actor, rights.WITHDRAW_APPEAL.code, appeal),
        }


class FormPanelView(AppealMixin, FormPageView):
    permission = rights.FORM_PANEL.code
    form_class = PanelForm
    title = _("Form the panel")
    subtitle = _("Only people who had no voice in the decision and no part in the case stand here.")
    submit_label = _("Open its review")
    success_message = _("The panel is asked to vote.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"appeal": self.subject}

    def act(self, payload: appeals.Panel) -> Review:
        return appeals.form_panel(self.subject, payload, actor=self.actor)


class WithdrawAppealView(AppealMixin, ActionView):
    permission = rights.WITHDRAW_APPEAL.code
    success_message = _("The appeal is withdrawn. The decision stands.")

    def act(self, _payload: None) -> Appeal:
        return appeals.withdraw_appeal(self.subject, actor=self.actor)
