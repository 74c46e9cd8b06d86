"""What is done about an incident: deadlines, authorities, communication, review and actions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.ui.views import ActionView, FormPageView
from governance.actions import incident_clocks, incident_response
from governance.forms.incidents import (
    ActionForm,
    ClockForm,
    LessonsForm,
    MessageForm,
    NoticeForm,
    SettleForm,
    Words,
)
from governance.models.incidents import (
    AuthorityNotice,
    IncidentAction,
    IncidentClock,
    IncidentMessage,
    IncidentReview,
)
from governance.permissions import incidents as rights
from governance.views.incidents import IncidentMixin, StepView


class PartMixin(IncidentMixin):
    """Finds a part of the incident: `model` by the argument `place` of the address."""

    model: type[models.Model]
    place: str

    @cached_property
    def part(self) -> Any:
        """The row, which knows its incident."""
        rows = self.model._default_manager.filter(incident=self.subject)
        found: Any = found_or_404(rows.filter(pk=self.kwargs[self.place]).first())
        found.incident = self.subject
        return found

    def success_url(self, _result: Any) -> str:
        return self.cancel_url


class StartClockView(IncidentMixin, FormPageView):
    permission = rights.HANDLE.code
    form_class = ClockForm
    template_name = "governance/incidents/clock_new.html"
    title = _("Start a legal deadline")
    subtitle = _("It runs day and night, and pauses only where its law knows a ground for it.")
    submit_label = _("Start")
    success_message = _("It runs. You are reminded at half, at 80 %, at the end and after it.")

    def form_kwargs(self) -> dict[str, Any]:
        code = self.request.GET.get("code", "")
        started_at = timezone.localtime(self.subject.reported_at)
        return {"initial": {"code": code, "started_at": started_at}}

    def act(self, payload: incident_clocks.Starting) -> IncidentClock:
        return incident_clocks.start_clock(self.subject, payload, actor=self.actor)


class ClockMixin(PartMixin):
    permission = rights.HANDLE.code
    model = IncidentClock
    place = "clock"


class PauseClockView(ClockMixin, StepView):
    title = _("Pause the deadline")
    success_message = _("Paused.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"label": _("Which ground of the law is there?"), "help_text": self.part.pause_rule}

    def act(self, payload: Words) -> IncidentClock:
        return incident_clocks.pause_clock(self.part, payload.text, actor=self.actor)


class ResumeClockView(ClockMixin, ActionView):
    success_message = _("It runs again.")

    def act(self, _payload: None) -> IncidentClock:
        return incident_clocks.resume_clock(self.part, actor=self.actor)


class DropClockView(ClockMixin, StepView):
    title = _("The deadline does not apply")
    label = _("Why not?")
    success_message = _("It ended.")

    def act(self, payload: Words) -> IncidentClock:
        return incident_clocks.drop_clock(self.part, payload.text, actor=self.actor)


class NoticeView(IncidentMixin, FormPageView):
    permission = rights.HANDLE.code
    form_class = NoticeForm
    title = _("An authority was told")
    subtitle = _("Keep when, and under which reference: it is your proof.")
    success_message = _("Kept.")

    def form_kwargs(self) -> dict[str, Any]:
        clock = self.request.GET.get("clock", "")
        initial = {"clock": clock, "notified_at": timezone.localtime()}
        return {"incident": self.subject, "initial": initial}

    def act(self, payload: incident_clocks.Notice) -> AuthorityNotice:
        return incident_clocks.record_notice(self.subject, payload, actor=self.actor)


class PlanMessageView(IncidentMixin, FormPageView):
    permission = rights.HANDLE.code
    form_class = MessageForm
    title = _("Plan a message")
    subtitle = _("Who is to be told what, by whom and until when?")
    success_message = _("Planned. Whoever tells them was told.")

    def act(self, payload: incident_response.MessagePlan) -> IncidentMessage:
        return incident_response.plan_message(self.subject, payload, actor=self.actor)


class FinishMessageView(PartMixin, ActionView):
    permission = rights.VIEW_HANDLING.code
    model = IncidentMessage
    place = "message"
    success_message = _("Kept that they were told.")

    def act(self, _payload: None) -> IncidentMessage:
        return incident_response.finish_message(self.part, actor=self.actor)


class ReviewView(IncidentMixin, FormPageView):
    permission = rights.HANDLE.code
    form_class = LessonsForm
    title = _("Post-incident review")
    subtitle = _("What happened, why it could, and what changes. It blames nobody.")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        review = IncidentReview.objects.filter(incident=self.subject)
        fields = ("what_happened", "root_cause", "changes")
        return {"initial": review.values(*fields).first() or {}}

    def act(self, payload: incident_response.Lessons) -> IncidentReview:
        return incident_response.write_review(self.subject, payload, actor=self.actor)


class AgreeActionView(IncidentMixin, FormPageView):
    permission = rights.HANDLE.code
    form_class = ActionForm
    title = _("Agree on an action")
    success_message = _("Agreed. Its owner was told.")

    def act(self, payload: incident_response.ActionPlan) -> IncidentAction:
        return incident_response.agree_action(self.subject, payload, actor=self.actor)


class SettleActionView(PartMixin, FormPageView):
    permission = rights.VIEW_HANDLING.code
    form_class = SettleForm
    model = IncidentAction
    place = "action"
    title = _("End an action")
    success_message = _("Saved.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return str(self.part.text)

    def act(self, payload: incident_response.Settling) -> IncidentAction:
        return incident_response.settle_action(self.part, payload, actor=self.actor)
