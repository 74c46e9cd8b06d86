"""Output review: the queue, one report, its verdict, and what follows from it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.references import read_number
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions import output_reports as actions
from registry.actions.blocklist import Blocked, block_text
from registry.choices import ModelKind
from registry.filters.outputs import OutputFilters
from registry.forms import outputs as forms
from registry.models.models import ModelVersion, ModelVersionQuerySet
from registry.models.outputs import BlocklistEntry, OutputReport, OutputRules
from registry.permissions import outputs as rights
from registry.queries.outputs import DayOfOutputs, last_days, tally_of
from registry.tables.outputs import OutputTable
from registry.views.versions import VersionMixin


class OutputList(ListPageView):
    permission = rights.VIEW_OUTPUTS.code
    template_name = "registry/outputs/list.html"
    title = _("Output review")
    subtitle = _("Outputs that somebody found wrong or harmful, and what a person judged.")
    table_class = OutputTable
    filters_class = OutputFilters
    empty_icon = "message-square-warning"
    empty_title = _("No output was reported yet")
    empty_text = _("Report one here, or let your application send them by API.")

    def rows(self) -> QuerySet[OutputReport]:
        return OutputReport.objects.with_version()

    def actions(self) -> list[ButtonLink]:
        found = []
        if self.member.may(rights.SET_OUTPUT_RULES.code):
            url = org_url("registry:output_rules")
            found.append(ButtonLink(url, _("Retention"), "timer"))
        if self.member.may(rights.REPORT_OUTPUT.code):
            url = org_url("registry:output_new")
            found.append(ButtonLink(url, _("Report an output"), "plus"))
        return found

    @cached_property
    def waiting(self) -> int:
        """How many reports the member could judge now."""
        return rights.outputs_to_judge(self.member).count()

    @property
    def may_see_blocklist(self) -> bool:
        return self.member.may(rights.VIEW_BLOCKLIST.code)

    @cached_property
    def chart(self) -> Lines | None:
        """The last thirty days, if anything happened."""
        return days_chart(last_days())


def days_chart(days: list[DayOfOutputs]) -> Lines | None:
    """What came in and what was confirmed, day by day."""
    if not any(one.reported or one.confirmed for one in days):
        return None
    return Lines(
        gettext("Reported outputs and confirmed problems, by day"),
        tuple(date_format(one.day, "j M") for one in days),
        (
            Series(gettext("Reported"), tuple(float(one.reported) for one in days)),
            Series(gettext("Confirmed"), tuple(float(one.confirmed) for one in days)),
        ),
        height=180,
    )


class BelowOutputs(BelowList):
    """A page below the list."""

    above = ("registry:outputs", _("Output review"))


def versions_that_talk() -> ModelVersionQuerySet:
    """Versions whose outputs people read, the newest of each model first."""
    versions: ModelVersionQuerySet = ModelVersion.objects.present()
    talking = versions.exclude(model__kind=ModelKind.CLASSIC)
    return talking.select_related("model").order_by("model__name", "-number")


class ReportOutputView(BelowOutputs, FormPageView):
    """`?version=12` chooses what said it."""

    permission = rights.REPORT_OUTPUT.code
    form_class = forms.ReportOutputForm
    title = _("Report an output")
    subtitle = _("A person reads it and tells you what came of it.")
    submit_label = _("Report")
    success_message = _("Thank you. You hear what is judged.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {
            "version": read_number(self.request.GET.get("version", "")),
            "severity": "medium",
        }
        return {"versions": versions_that_talk(), "initial": initial}

    def act(self, payload: forms.Reported) -> OutputReport:
        return actions.report_output(payload.version, payload.sent(), actor=self.actor)


class OutputRulesView(BelowOutputs, FormPageView):
    permission = rights.SET_OUTPUT_RULES.code
    form_class = forms.OutputRulesForm
    title = _("Retention of texts")
    subtitle = _("What people asked and were told may be personal: keep it no longer than needed.")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"retention_days": OutputRules.objects.retention_days()}}

    def act(self, payload: forms.Retention) -> OutputRules:
        return actions.set_output_rules(payload.retention_days, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("registry:outputs")


class NextOutputView(BelowOutputs, ActionView):
    """Takes the most urgent report up and opens it; `besides` is left in the queue."""

    permission = rights.VIEW_OUTPUTS.code

    def act(self, _payload: None) -> OutputReport | None:
        left = OutputReport.objects.by_reference(self.request.POST.get("besides", "")).first()
        return actions.claim_next(actor=self.actor, besides=left)

    def answer(self, result: OutputReport | None) -> HttpResponse:
        return to_next(self, result)


def to_next(view: ActionView, report: OutputReport | None) -> HttpResponse:
    """The report that was taken up, or the list when nothing waits."""
    if report is None:
        return redirect(view.request, org_url("registry:outputs"), _("Nothing else waits for you."))
    return redirect(view.request, report.get_absolute_url())


class OutputMixin(BelowOutputs):
    """Finds the report of the address."""

    parents = BelowOutputs.parents  # before that of form pages

    def find_subject(self) -> OutputReport:
        rows = OutputReport.objects.select_related(
            "version__model__owner__user",
            "version__developer__user",
            "reported_by__user",
            "claimed_by__user",
            "judged_by__user",
            "incident",
        )
        return found_or_404(rows.by_reference(self.kwargs["reference"]).first())


class OutputPage(OutputMixin, PageView):
    """With the texts only for those who may read them."""

    permission = rights.VIEW_OUTPUTS.code
    template_name = "registry/outputs/output.html"

    def page(self) -> dict[str, Any]:
        return output_context(self)


def output_context(view: OutputMixin) -> dict[str, Any]:
    """What the page of a report shows to the member."""
    report: OutputReport = view.subject
    may_judge = permits(view.actor, rights.JUDGE_OUTPUT.code, report)
    is_kept = report.is_kept_for_another(view.member, timezone.now())
    return {
        "may_read": permits(view.actor, rights.READ_TEXTS.code, report),
        "may_judge": may_judge and not is_kept,
        "is_mine": report.claimed_by_id == view.member.pk,
        "is_kept": is_kept,
        "may_block": permits(view.actor, rights.KEEP_BLOCKLIST.code),
        "blocked": report.blocklist.in_force()[:20]
        if permits(view.actor, rights.VIEW_BLOCKLIST.code)
        else (),
        "form": forms.JudgementForm(initial=_initial(report)),
        "retention_days": OutputRules.objects.retention_days(),
    }


def _initial(report: OutputReport) -> dict[str, Any]:
    return {"severity": report.severity, "verdict": report.verdict, "note": report.note}


class ClaimOutputView(OutputMixin, ActionView):
    """Who may judge is asked by the action, with the report."""

    permission = rights.VIEW_OUTPUTS.code
    success_message = _("It is yours for the next hours.")

    def act(self, _payload: None) -> OutputReport:
        return actions.claim_output(self.subject, actor=self.actor)


class ReleaseOutputView(OutputMixin, ActionView):
    permission = rights.VIEW_OUTPUTS.code
    success_message = _("It is back in the queue.")

    def act(self, _payload: None) -> OutputReport:
        return actions.release_output(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("registry:outputs")


class JudgeOutputView(OutputMixin, ActionView):
    """`then=next` takes the next report up afterwards."""

    permission = rights.JUDGE_OUTPUT.code
    template_name = "registry/outputs/output.html"
    form_class = forms.JudgementForm
    success_message = _("The verdict is kept.")

    def page(self) -> dict[str, Any]:
        return output_context(self)

    def act(self, payload: actions.Judgement) -> OutputReport:
        return actions.judge_output(self.subject, payload, actor=self.actor)

    def answer(self, result: OutputReport) -> HttpResponse:
        if self.request.POST.get("then") == "next":
            return to_next(self, actions.claim_next(actor=self.actor, besides=result))
        return super().answer(result)


class EscalateOutputView(SubjectFormPage, OutputMixin, FormPageView):
    permission = rights.JUDGE_OUTPUT.code
    form_class = forms.EscalationForm
    title = _("Report an incident")
    subtitle = _("For the use case that the model serves. The report is linked to it.")
    submit_label = _("Report the incident")
    success_message = _("The incident is reported.")

    def form_kwargs(self) -> dict[str, Any]:
        report = self.subject
        said = [f"{report.reference}: {report}.", report.note]
        return {"initial": {"what_happened": "\n".join(one for one in said if one)}}

    def act(self, payload: actions.Escalation) -> OutputReport:
        return actions.open_incident(self.subject, payload, actor=self.actor)


class BlockFromOutputView(SubjectFormPage, OutputMixin, FormPageView):
    permission = rights.KEEP_BLOCKLIST.code
    form_class = forms.BlockFromReportForm
    title = _("Block a text")
    subtitle = _("Your applications read the list by API, as CSV or as JSON.")
    submit_label = _("Block it")
    success_message = _("The text is on the blocklist.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"category": self.subject.category}}

    def act(self, payload: forms.BlockedText) -> BlocklistEntry:
        report = self.subject
        blocked = Blocked(
            text=payload.text,
            category=payload.category,
            note=payload.note,
            model=None if payload.everywhere else report.version.model,
            report=report,
        )
        return block_text(blocked, actor=self.actor)


class VersionOutputs(VersionMixin, FragmentView):
    """How the outputs of a version stand, for its page."""

    permission = rights.VIEW_OUTPUTS.code
    template_name = "registry/fragments/version_outputs.html"

    def page(self) -> dict[str, Any]:
        return {
            "tally": tally_of(self.subject),
            "may_report": self.member.may(rights.REPORT_OUTPUT.code),
        }
