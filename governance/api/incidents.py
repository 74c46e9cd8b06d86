"""The API of incidents: report, read, handle; the same actions as the pages.

Members are named by their e-mail address, use cases by reference. Anonymous reports have no API:
a token belongs to somebody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from governance.actions import (
    incident_clocks as clocks,
    incident_response as response,
    incident_timeline as timeline,
    incidents,
)
from governance.api import incident_data as shapes
from governance.api.views import ReferenceViewSet, parameters
from governance.choices import (
    ActionState,
    Harm,
    IncidentKind,
    IncidentState,
    Severity,
)
from governance.models.incidents import (
    Incident,
    IncidentAction,
    IncidentClock,
    IncidentMessage,
    IncidentQuerySet,
)
from governance.permissions.incidents import (
    OPEN_LIST,
    REPORT,
    VIEW_HANDLING,
    incidents_visible_to,
)
from governance.queries.incidents import incident_page, shared_entries
from intake.models.use_cases import UseCase
from training.queries.people import colleague_with_email

FILTERS = {
    "state": IncidentState.values,
    "severity": Severity.values,
    "kind": IncidentKind.values,
    "harm": Harm.values,
}
CLOCK = r"clocks/(?P<clock>\d{1,18})"
PartT = TypeVar("PartT", bound=models.Model)


class IncidentViewSet(ReferenceViewSet):
    """Incidents by reference (INC-1)."""

    lookup_value_regex = r"[Ii][Nn][Cc]-\d+"
    serializer_class = shapes.IncidentRowSerializer
    # What somebody may do to an incident is asked by the actions, with the incident.
    permissions: ClassVar[dict[str, str]] = {
        "list": OPEN_LIST.code,
        "retrieve": OPEN_LIST.code,
        **dict.fromkeys(
            (
                "create",
                "triage",
                "contain",
                "resolve",
                "reopen",
                "dismiss",
                "close",
                "note",
                "question",
                "answer",
                "clocks",
                "pause",
                "resume",
                "drop",
                "notices",
                "messages",
                "message_done",
                "review",
                "actions",
                "settle",
            ),
            REPORT.code,
        ),
    }

    def get_queryset(self) -> IncidentQuerySet:
        rows = incidents_visible_to(self.member).with_next_deadline()
        return rows.select_related("use_case", "lead__user", "reporter__user")

    @extend_schema(parameters=parameters(FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Incidents that one may see, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), FILTERS))

    @extend_schema(responses=shapes.IncidentSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One incident."""
        return self._told()

    @extend_schema(request=shapes.ReportSerializer, responses={201: shapes.IncidentSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Report an incident under one's own name."""
        data = self._given(shapes.ReportSerializer)
        report = incidents.Report(**{**data, "harm": Harm(data["harm"])})
        made = incidents.report_incident(report, actor=self.actor)
        self.kwargs["reference"] = made.reference
        return self._told(status=201)

    @extend_schema(request=shapes.TriageSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def triage(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Judge a report, or judge it anew."""
        incident, data = self._incident(), self._given(shapes.TriageSerializer)
        triage = incidents.Triage(
            title=data["title"],
            severity=Severity(data["severity"]),
            kind=IncidentKind(data["kind"]),
            harm=Harm(data["harm"]),
            use_case=self._case(data["use_case"]),
            lead=_person("lead", data["lead"]) if data["lead"] else None,
        )
        incidents.triage_incident(incident, triage, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ContainmentSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def contain(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what stopped the harm; `suspend` stops the use case with it."""
        incident, data = self._incident(), self._given(shapes.ContainmentSerializer)
        incidents.contain_incident(incident, incidents.Containment(**data), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say how it was resolved."""
        return self._say(incidents.resolve_incident)

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say why it is not over."""
        return self._say(incidents.reopen_incident)

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say why it is no incident."""
        return self._say(incidents.dismiss_incident)

    @extend_schema(request=None, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """End it; 409 while review, actions or deadlines are open."""
        incidents.close_incident(self._incident(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def note(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Add to the timeline."""
        return self._say(timeline.add_note)

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def question(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Ask the reporter."""
        return self._say(timeline.ask_reporter)

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Answer as the reporter."""
        incident, data = self._incident(), self._given(shapes.WordsSerializer)
        timeline.answer_question(incident, timeline.Answer(data["text"]), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.StartingSerializer, responses={201: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def clocks(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Start a legal deadline."""
        incident, data = self._incident(), self._given(shapes.StartingSerializer)
        clocks.start_clock(incident, clocks.Starting(**data), actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"], url_path=f"{CLOCK}/pause")
    def pause(self, request: Request, reference: str, clock: str) -> Response:  # noqa: ARG002
        """Pause a deadline; 409 where its law allows no pause."""
        found, data = self._part(IncidentClock, clock), self._given(shapes.WordsSerializer)
        clocks.pause_clock(found, data["text"], actor=self.actor)
        return self._told()

    @extend_schema(request=None, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"], url_path=f"{CLOCK}/resume")
    def resume(self, request: Request, reference: str, clock: str) -> Response:  # noqa: ARG002
        """Let a paused deadline run again."""
        clocks.resume_clock(self._part(IncidentClock, clock), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"], url_path=f"{CLOCK}/drop")
    def drop(self, request: Request, reference: str, clock: str) -> Response:  # noqa: ARG002
        """Say why a deadline does not apply."""
        found, data = self._part(IncidentClock, clock), self._given(shapes.WordsSerializer)
        clocks.drop_clock(found, data["text"], actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.NoticeSerializer, responses={201: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def notices(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Keep that an authority was told; a deadline may be met with it."""
        incident, data = self._incident(), self._given(shapes.NoticeSerializer)
        clock = data["clock"] and self._part(IncidentClock, data["clock"])
        notice = clocks.Notice(**{**data, "clock": clock})
        clocks.record_notice(incident, notice, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.MessageSerializer, responses={201: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def messages(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Plan a message."""
        incident, data = self._incident(), self._given(shapes.MessageSerializer)
        plan = response.MessagePlan(**{**data, "owner": _person("owner", data["owner"])})
        response.plan_message(incident, plan, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=None, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["post"], url_path=r"messages/(?P<message>\d{1,18})/done")
    def message_done(self, request: Request, reference: str, message: str) -> Response:  # noqa: ARG002
        """Say that an audience was told."""
        response.finish_message(self._part(IncidentMessage, message), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.LessonsSerializer, responses=shapes.IncidentSerializer)
    @action(detail=True, methods=["put"])
    def review(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Write the post-incident review, or correct it."""
        incident, data = self._incident(), self._given(shapes.LessonsSerializer)
        response.write_review(incident, response.Lessons(**data), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ActionSerializer, responses={201: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def actions(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Agree on an action."""
        incident, data = self._incident(), self._given(shapes.ActionSerializer)
        plan = response.ActionPlan(**{**data, "owner": _person("owner", data["owner"])})
        response.agree_action(incident, plan, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.SettlingSerializer, responses=shapes.IncidentSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path=r"actions/(?P<action>\d{1,18})/settle",
    )
    def settle(self, request: Request, reference: str, action: str) -> Response:  # noqa: ARG002
        """End an action: done by its owner, or accepted as it is by somebody else."""
        found, data = self._part(IncidentAction, action), self._given(shapes.SettlingSerializer)
        settling = response.Settling(ActionState(data["state"]), data["outcome"])
        response.settle_action(found, settling, actor=self.actor)
        return self._told()

    def _incident(self) -> Incident:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _part(self, model: type[PartT], pk: str | int) -> PartT:
        """A part of the incident of the address, which knows its incident."""
        incident = self._incident()
        found: Any = found_or_404(model._default_manager.filter(incident=incident, pk=pk).first())
        found.incident = incident
        part: PartT = found
        return part

    def _case(self, reference: str) -> UseCase | None:
        if not reference.strip():
            return None
        cases = UseCase.objects.visible_to(self.member)
        found: UseCase | None = cases.by_reference(reference.strip()).first()
        if found is None:
            message = _("There is no use case with this id.")
            raise InvalidInput(message, errors={"use_case": [message]})
        return found

    def _given(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _say(self, verb: Callable[..., object]) -> Response:
        incident, data = self._incident(), self._given(shapes.WordsSerializer)
        verb(incident, data["text"], actor=self.actor)
        return self._told()

    def _told(self, status: int = 200) -> Response:
        """The incident as the caller may see it."""
        incident = self._incident()
        data = {
            **shapes.IncidentRowSerializer(incident).data,
            "what_happened": incident.what_happened,
        }
        if permits(self.actor, VIEW_HANDLING.code, incident):
            data |= shapes.handling_data(incident_page(incident))
        else:
            data["entries"] = shapes.EntrySerializer(shared_entries(incident), many=True).data
        return Response(data, status=status)


def _person(field: str, email: str) -> Membership:
    try:
        return colleague_with_email(email)
    except InvalidInput as error:
        raise InvalidInput(str(error), errors={field: [str(error)]}) from error
