"""Incidents: the list, the report, the page, and the steps from report to closure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.accounts.roles import Permission
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
)
from governance.actions import incident_timeline as timeline, incidents
from governance.choices import Harm, IncidentState
from governance.filters.incidents import IncidentFilters
from governance.forms.incidents import (
    AnswerForm,
    ContainForm,
    ReportForm,
    TriageForm,
    Words,
    WordsForm,
)
from governance.logic.incidents import can_move
from governance.models.incidents import Incident, IncidentEntry, ReportChannel
from governance.permissions import incidents as rights
from governance.queries.incidents import (
    has_open_question,
    incident_page,
    incidents_of_case,
    is_channel_public,
    shared_entries,
)
from governance.tables.incidents import IncidentTable
from governance.views.fragments import CaseMixin
from intake.choices import Stage
from intake.logic.stages import can_move as stage_can_move
from intake.permissions import MOVE


class BelowIncidents(BelowList):
    """A page below the list."""

    above = ("governance:incidents", _("Incidents"))


class IncidentList(ListPageView):
    permission = rights.OPEN_LIST.code
    template_name = "governance/incidents/list.html"
    title = _("Incidents")
    subtitle = _("What went wrong with AI, or nearly did, and what was learned from it.")
    table_class = IncidentTable
    filters_class = IncidentFilters
    empty_icon = "siren"
    empty_title = _("No incidents")
    empty_text = _(
        "Report what goes wrong, and what nearly did: the second is cheaper to learn of."
    )

    def rows(self) -> QuerySet[Incident]:
        visible = rights.incidents_visible_to(self.member).with_next_deadline()
        return visible.select_related("use_case", "lead__user")

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.REPORT.code):
            return []
        url = org_url("governance:incident_new")
        return [ButtonLink(url, _("Report an incident"), "siren", "primary")]

    @cached_property
    def is_public(self) -> bool:
        return is_channel_public()

    @property
    def may_steer(self) -> bool:
        return self.member.may(rights.STEER_CHANNEL.code)


class ChannelView(ActionView):
    """`public=1` opens the anonymous report to people who are not signed in."""

    permission = rights.STEER_CHANNEL.code
    success_message = _("Saved.")

    def act(self, _payload: None) -> ReportChannel:
        is_public = self.request.POST.get("public") == "1"
        return incidents.set_channel(is_public=is_public, actor=self.actor)

    def success_url(self, _result: Any) -> str:
        return org_url("governance:incidents")


class ReportView(BelowIncidents, FormPageView):
    permission = rights.REPORT.code
    form_class = ReportForm
    template_name = "governance/incidents/report.html"
    title = _("Report an incident")
    subtitle = _("Four questions. The CoE reads it at once; nobody is blamed for a report.")
    submit_label = _("Report")
    success_message = _("Thank you. You hear what becomes of it.")

    def form_kwargs(self) -> dict[str, Any]:
        about = self.request.GET.get("about", "")[:200]
        return {"initial": {"about": about, "noticed_at": timezone.localtime()}}

    def act(self, payload: incidents.Report) -> Incident:
        return incidents.report_incident(payload, actor=self.actor)


class IncidentMixin(BelowIncidents):
    """Finds the incident of the address, among those that the member may see."""

    def find_subject(self) -> Incident:
        rows = rights.incidents_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related(
                "use_case__current_assessment", "lead__user", "reporter__user"
            ).first()
        )

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.subject.get_absolute_url(), self.subject.reference)]


@dataclass(frozen=True)
class NextStep:
    """A way on from the state of the incident: to whom, and where it is taken."""

    to: IncidentState
    right: Permission
    name: str
    label: str | Promise
    icon: str
    is_post: bool = False

    @property
    def url_name(self) -> str:
        return f"governance:incident_{self.name}"


S = IncidentState
STEPS = (
    NextStep(S.TRIAGED, rights.TRIAGE, "triage", _("Triage"), "stethoscope"),
    NextStep(S.CONTAINED, rights.HANDLE, "contain", _("Contain"), "shield"),
    NextStep(S.RESOLVED, rights.HANDLE, "resolve", _("Resolve"), "check"),
    NextStep(S.CLOSED, rights.CLOSE, "close", _("Close the incident"), "check-check", is_post=True),
    NextStep(S.TRIAGED, rights.HANDLE, "reopen", _("It is not over"), "undo-2"),
    NextStep(S.DISMISSED, rights.CLOSE, "dismiss", _("No incident"), "x"),
)


class IncidentPage(IncidentMixin, PageView):
    """For those who handle it everything; for the reporter what became of the report."""

    permission = rights.VIEW.code

    @property
    def template_name(self) -> str:  # type: ignore[override]
        part = "incident" if self.is_insider else "own_report"
        return f"governance/incidents/{part}.html"

    @cached_property
    def is_insider(self) -> bool:
        return permits(self.actor, rights.VIEW_HANDLING.code, self.subject)

    def page(self) -> dict[str, Any]:
        may_answer = self.subject.is_open and permits(self.actor, rights.ANSWER.code, self.subject)
        common = {"may_answer": may_answer, "answer_form": AnswerForm() if may_answer else None}
        if not self.is_insider:
            entries = shared_entries(self.subject)
            return {**common, "entries": entries, "is_asked": has_open_question(entries)}
        is_open = self.subject.is_open
        return {
            **common,
            "page": incident_page(self.subject),
            "steps": self.steps,
            "may_handle": is_open and permits(self.actor, rights.HANDLE.code, self.subject),
            "may_triage": is_open and permits(self.actor, rights.TRIAGE.code, self.subject),
        }

    @cached_property
    def steps(self) -> list[NextStep]:
        """What may be done next by this member."""
        current = IncidentState(self.subject.state)
        return [step for step in STEPS if self._is_open(current, step)]

    def _is_open(self, current: IncidentState, step: NextStep) -> bool:
        if (step.name == "triage") != (current == S.REPORTED) and step.to == S.TRIAGED:
            return False
        is_near_miss = self.subject.harm == Harm.NEAR_MISS
        return can_move(current, step.to, is_near_miss=is_near_miss) and permits(
            self.actor, step.right.code, self.subject
        )


class StepView(IncidentMixin, FormPageView):
    """A step with one text."""

    form_class: ClassVar[Any] = WordsForm
    label: ClassVar[str | Promise] = ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"label": self.label}


class TriageView(StepView):
    permission = rights.TRIAGE.code
    form_class = TriageForm
    template_name = "governance/incidents/triage.html"
    title = _("Triage")
    subtitle = _("How bad is it, what does it touch, and who handles it?")
    success_message = _("Saved. Lead and team were told.")

    def form_kwargs(self) -> dict[str, Any]:
        incident: Incident = self.subject
        case = incident.use_case.reference if incident.use_case else ""
        initial = {
            "title": incident.title,
            "severity": incident.severity,
            "kind": incident.kind,
            "harm": incident.harm,
            "use_case": case,
            "lead": incident.lead_id,
        }
        return {"member": self.member, "initial": initial}

    def act(self, payload: incidents.Triage) -> Incident:
        return incidents.triage_incident(self.subject, payload, actor=self.actor)


class ContainView(StepView):
    permission = rights.HANDLE.code
    form_class = ContainForm
    title = _("Contain")
    subtitle = _("First stop the harm, then look for the cause.")
    success_message = _("Contained.")

    def form_kwargs(self) -> dict[str, Any]:
        case = self.subject.use_case
        may_suspend = (
            case is not None
            and stage_can_move(Stage(case.stage), Stage.SUSPENDED)
            and permits(self.actor, MOVE.code, case)
        )
        return {"may_suspend": may_suspend}

    def act(self, payload: incidents.Containment) -> Incident:
        return incidents.contain_incident(self.subject, payload, actor=self.actor)


class ResolveView(StepView):
    permission = rights.HANDLE.code
    title = _("Resolve")
    label = _("How was it resolved?")
    success_message = _("Resolved. Write the review before you close it.")

    def act(self, payload: Words) -> Incident:
        return incidents.resolve_incident(self.subject, payload.text, actor=self.actor)


class ReopenView(StepView):
    permission = rights.HANDLE.code
    title = _("It is not over")
    label = _("Why?")
    success_message = _("Open again.")

    def act(self, payload: Words) -> Incident:
        return incidents.reopen_incident(self.subject, payload.text, actor=self.actor)


class DismissView(StepView):
    permission = rights.CLOSE.code
    title = _("No incident")
    subtitle = _("A duplicate, a mistake, spam. Deadlines that run end with it.")
    label = _("Why is it none?")
    success_message = _("Kept as no incident.")

    def act(self, payload: Words) -> Incident:
        return incidents.dismiss_incident(self.subject, payload.text, actor=self.actor)


class CloseView(IncidentMixin, ActionView):
    permission = rights.CLOSE.code
    success_message = _("Closed.")

    def act(self, _payload: None) -> Incident:
        return incidents.close_incident(self.subject, actor=self.actor)


class NoteView(StepView):
    permission = rights.HANDLE.code
    title = _("Add to the timeline")
    label = _("What happened?")
    success_message = _("Added.")

    def act(self, payload: Words) -> IncidentEntry:
        return timeline.add_note(self.subject, payload.text, actor=self.actor)


class AskView(StepView):
    permission = rights.HANDLE.code
    title = _("Ask the reporter")
    subtitle = _("An anonymous reporter reads it when coming back with the code.")
    label = _("Your question")
    success_message = _("Asked.")

    def act(self, payload: Words) -> IncidentEntry:
        return timeline.ask_reporter(self.subject, payload.text, actor=self.actor)


class AnswerView(IncidentMixin, FormPageView):
    permission = rights.ANSWER.code
    form_class = AnswerForm
    title = _("Answer")
    success_message = _("Thank you. The team was told.")

    def act(self, payload: timeline.Answer) -> IncidentEntry:
        return timeline.answer_question(self.subject, payload, actor=self.actor)


class CaseIncidents(CaseMixin, FragmentView):
    """The incidents of a use case, for those who may see them."""

    permission = rights.OPEN_LIST.code
    template_name = "governance/fragments/incidents.html"

    def page(self) -> dict[str, Any]:
        return {
            "incidents": incidents_of_case(self.subject, self.member),
            "may_report": self.member.may(rights.REPORT.code),
        }
