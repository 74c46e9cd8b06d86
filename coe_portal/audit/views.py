"""The trail and its parts: everything, one object's story, and packs to take away."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy

from coe_portal.accounts.authorization import require
from coe_portal.audit import declarations, permissions
from coe_portal.audit.filters import TrailFilters
from coe_portal.audit.models import AuditEvent, AuditEventQuerySet, ChainHead
from coe_portal.audit.pack.actions import KIND, request_pack
from coe_portal.audit.queries import TrailPage, page_after, page_before, story
from coe_portal.audit.recording import record
from coe_portal.audit.subjects import find_subject
from coe_portal.audit.tables import TrailTable
from coe_portal.audit.tasks import build_pack
from coe_portal.audit.verification import verify_chain
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import TenantModel
from coe_portal.ui.exports import EXPORTS
from coe_portal.ui.htmx import is_fragment
from coe_portal.ui.tables import Table
from coe_portal.ui.views import ActionView, ExportingView, FragmentView, PageView, TenantView

TIMELINE_LENGTH = 50
PACKS_SHOWN = 5
MAX_DIGITS = 19


class TrailPageView(ExportingView, PageView):
    """Who did what, newest first; filters and place stand in the address."""

    permission = permissions.READ_TRAIL.code
    template_name = "audit/trail.html"
    title = gettext_lazy("Audit trail")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if (kind := request.GET.get("export", "")) in EXPORTS:
            table, rows = self.listed()
            if not self.is_long(rows):
                self._record(kind)
            return self.export(kind, table, rows)
        part = is_fragment(request) and self.request.htmx.target == "results"
        return self.render(f"{self.template_name}#results" if part else self.template_name)

    def page(self) -> dict[str, Any]:
        return {
            "filters": self.filters,
            "trail": self._trail_page(),
            "may_export": self.member.may(permissions.EXPORT.code),
        }

    @cached_property
    def filters(self) -> TrailFilters:
        rows = AuditEvent.objects.order_by("-sequence")
        return TrailFilters(self.request.GET, queryset=rows, request=self.request)

    def _trail_page(self) -> TrailPage:
        events: AuditEventQuerySet = self.filters.qs
        after = _sequence(self.request.GET.get("after", ""))
        if after is not None:
            return page_after(events, after)
        return page_before(events, _sequence(self.request.GET.get("before", "")))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Have a worker write a trail that is too long for a request."""
        require(self.actor, permissions.EXPORT.code)
        answer = super().post(request, **kwargs)
        if (kind := request.GET.get("export", "")) in EXPORTS:
            self._record(kind)
        return answer

    def listed(self) -> tuple[Table, AuditEventQuerySet]:
        """The filtered trail, for those who may take it away."""
        require(self.actor, permissions.EXPORT.code)
        return TrailTable(self.request.GET, organization=self.organization), self.filters.qs

    def _record(self, kind: str) -> None:
        """Taking the trail away is itself an event of the trail."""
        record(
            declarations.TRAIL_EXPORTED,
            self.organization,
            actor=self.actor,
            after={"format": kind, "filters": self.request.GET.dict()},
        )


def _sequence(text: str) -> int | None:
    """A place in the chain as the address gives it; None for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MAX_DIGITS else None


class SubjectView(TenantView):
    """About one object; an object that one may not see does not exist."""

    def find_subject(self) -> TenantModel:
        return found_or_404(find_subject(self.kwargs["reference"], self.member))


class SubjectTimeline(SubjectView, FragmentView):
    """What was done to an object and to what belongs to it, the newest first."""

    permission = permissions.SEE_TIMELINE.code
    template_name = "audit/timeline.html"

    def page(self) -> dict[str, Any]:
        return {
            "story": story(self.subject, self.member, limit=TIMELINE_LENGTH),
            "may_read_trail": self.member.may(permissions.READ_TRAIL.code),
        }


class SubjectPacks(SubjectView, FragmentView):
    """The packs of an object: a button to make one, those being made, those to download."""

    permission = permissions.EXPORT.code
    template_name = "audit/packs.html"

    def page(self) -> dict[str, Any]:
        jobs = Job.objects.filter(
            kind=KIND, subject_type=self.subject._meta.label_lower, subject_id=self.subject.pk
        )
        shown = jobs.select_related("requested_by__user").order_by("-number")
        return {"jobs": shown[:PACKS_SHOWN], "reference": self.kwargs["reference"]}


class RequestPack(SubjectView, ActionView):
    """Ask for a pack; a worker makes it, and the fragment shows how far it is."""

    permission = permissions.EXPORT.code
    success_message = gettext_lazy("The audit pack is being made.")

    def act(self, payload: None) -> Job:  # noqa: ARG002 (there is no form)
        job = request_pack(self.subject, actor=self.actor)
        running.hand_over(job, build_pack, job_id=job.pk)
        return job

    def success_url(self, result: Job) -> str:
        return org_url("jobs:job", reference=result.reference)


class ChainPage(PageView):
    """Whether the organization's chain holds; checking reads every event."""

    permission = permissions.READ_TRAIL.code
    template_name = "audit/chain.html"

    def page(self) -> dict[str, Any]:
        return {"head": ChainHead.objects.first(), "checked": False, "found": None}

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.render(self.template_name, {"checked": True, "found": verify_chain()})
