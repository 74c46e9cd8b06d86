"""Chargeback statements: the list, one with its lines, and its steps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.exports import export_lines
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from metrics.actions import chargebacks as actions
from metrics.actions.statement_printing import request_print
from metrics.choices import AllocationKey, FundingModel, StatementState
from metrics.exports.chargebacks import sheet_of
from metrics.filters.costs import StatementFilters
from metrics.forms import costs as forms
from metrics.logic.spending import shifted_month
from metrics.models.chargebacks import Statement, StatementQuerySet
from metrics.permissions import costs as rights
from metrics.queries.chargebacks import due_of
from metrics.tables.costs import StatementTable
from metrics.tasks.chargebacks import print_statement


class StatementList(ListPageView):
    permission = rights.SEE_CHARGEBACKS.code
    title = _("Chargebacks")
    subtitle = _("What business units pay for the CoE, month by month.")
    table_class = StatementTable
    filters_class = StatementFilters
    empty_icon = "receipt"
    empty_title = _("No statements yet")
    empty_text = _("They are drawn up from the costs of a month that is over.")

    def rows(self) -> StatementQuerySet:
        return rights.chargebacks_visible_to(self.member).with_names()

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.ISSUE_CHARGEBACK.code):
            return []
        return [ButtonLink(org_url("metrics:chargeback_new"), _("Draw up"), "plus", "primary")]

    def empty_actions(self) -> list[ButtonLink]:
        return self.actions()


class BelowChargebacks(BelowList):
    """A page below the statements."""

    above = ("metrics:chargebacks", _("Chargebacks"))


class DrawUpView(BelowChargebacks, FormPageView):
    permission = rights.ISSUE_CHARGEBACK.code
    form_class = forms.DrawForm
    title = _("Draw up chargebacks")
    subtitle = _("A draft for each unit that owes something beyond what it was charged already.")
    submit_label = _("Draw up")
    success_message = _("Look at the drafts, then issue them.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"month": last_month_over(today_here())}}

    def act(self, payload: forms.ChosenMonth) -> list[Statement]:
        units = None if payload.unit is None else [payload.unit]
        return actions.draw_up(payload.month, units=units, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url


def last_month_over(today: dt.date) -> dt.date:
    """The month before that of a day."""
    return shifted_month(today, -1)


class StatementMixin(BelowChargebacks):
    """Finds the statement of the address, among those that the member may see."""

    def find_subject(self) -> Statement:
        rows = rights.chargebacks_visible_to(self.member).with_names()
        return found_or_404(rows.by_reference(self.kwargs["reference"]).first())


class ShowsStatement(StatementMixin):
    """The statement with its lines, and what may be done with it."""

    template_name = "metrics/chargebacks/statement.html"

    def page(self) -> dict[str, Any]:
        statement: Statement = self.subject
        lines, total = lines_of(statement)
        basis = statement.basis
        return {
            "lines": lines,
            "total": total,
            "seen": str(total),
            "corrections": list(statement.corrections.issued().order_by("number")[:20]),
            "funding": _label(FundingModel, basis.get("model")),
            "key": _label(AllocationKey, basis.get("key")),
            "can": self.rights(),
        }

    def rights(self) -> dict[str, bool]:
        """What the member may do with it as it stands."""
        statement: Statement = self.subject
        issues = permits(self.actor, rights.ISSUE_CHARGEBACK.code, statement)
        answers = permits(self.actor, rights.ANSWER_CHARGEBACK.code, statement)
        is_open = statement.state == StatementState.ISSUED
        return {
            "issue": issues and statement.is_draft,
            "settle": issues and statement.can_be_settled,
            "answer": answers and is_open,
            "print": statement.is_issued,
        }


class StatementPage(ShowsStatement, PageView):
    permission = rights.READ_CHARGEBACK.code


@dataclass(frozen=True)
class ShownLine:
    """A line in words."""

    label: str
    category: str
    amount: Decimal


def lines_of(statement: Statement) -> tuple[list[ShownLine], Decimal]:
    """The lines as they were issued, or as the books have them now, and their total."""
    if not statement.is_draft:
        issued = [
            ShownLine(line.label, line.get_category_display(), line.amount)
            for line in statement.lines.all()
        ]
        return issued, statement.total
    due = due_of(statement)
    lines = [ShownLine(line.label, str(line.category.label), line.amount) for line in due.lines]
    return lines, due.total


def _label(choices: Any, value: object) -> str:
    return str(choices(value).label) if value else ""


class StatementStep(StatementMixin, ActionView):
    """A button on the page of a statement."""

    permission = rights.ISSUE_CHARGEBACK.code


class IssueView(ShowsStatement, ActionView):
    permission = rights.ISSUE_CHARGEBACK.code
    form_class = forms.IssueForm
    success_message = _("The statement is issued.")

    def act(self, payload: forms.Seen) -> Statement:
        return actions.issue_statement(self.subject, payload.total, actor=self.actor)


class DiscardView(StatementStep):
    success_message = _("The draft is discarded.")

    def act(self, _payload: None) -> Statement:
        return actions.discard_draft(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("metrics:chargebacks")


class AcceptView(StatementStep):
    permission = rights.ANSWER_CHARGEBACK.code
    success_message = _("You have accepted the statement.")

    def act(self, _payload: None) -> Statement:
        return actions.accept_statement(self.subject, actor=self.actor)


class StatementFormPage(SubjectFormPage, StatementMixin, FormPageView):
    """A form about one statement; leads back to its page."""


class DisputeView(StatementFormPage):
    permission = rights.ANSWER_CHARGEBACK.code
    form_class = forms.DisputeForm
    title = _("Dispute the statement")
    subtitle = _("Whoever issues statements is told, and answers.")
    submit_label = _("Dispute")
    success_message = _("Your objection is sent.")

    def act(self, payload: forms.Disagreement) -> Statement:
        return actions.dispute_statement(self.subject, payload.what, actor=self.actor)


class SettleView(StatementFormPage):
    permission = rights.ISSUE_CHARGEBACK.code
    form_class = forms.SettleForm
    title = _("Settle the statement")
    submit_label = _("Settle")
    success_message = _("The statement is settled.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # says what is disputed
        if not self.subject.dispute:
            return _now("Note that it is paid, and give something back if you like.")
        return _now("%(member)s disputes: %(what)s") % {
            "member": self.subject.disputed_by,
            "what": self.subject.dispute,
        }

    def act(self, payload: actions.Settlement) -> Any:
        return actions.settle_statement(self.subject, payload, actor=self.actor)


class IssuedStatement(StatementMixin):
    """A file of an issued statement; drafts have none."""

    permission = rights.READ_CHARGEBACK.code

    def find_subject(self) -> Statement:
        found = super().find_subject()
        if not found.is_issued:
            raise Http404
        return found


class PrintView(IssuedStatement, ActionView):
    success_message = _("The PDF is being made.")

    def act(self, _payload: None) -> Job:
        job = request_print(self.subject, actor=self.actor)
        running.hand_over(job, print_statement, job_id=job.pk)
        return job


class WorkbookView(IssuedStatement):
    """All lines as XLSX."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        heads, lines = sheet_of(self.subject)
        return export_lines("xlsx", heads, lines, self.subject.reference)
