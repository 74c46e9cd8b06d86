"""The API of release checklists: what a use case is asked, answers, the confirmation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import checklists
from governance.actions.checklists import ItemAnswer
from governance.choices import ChecklistTopic, ItemChoice, ItemState
from governance.permissions.checklists import VIEW_CHECKLISTS
from governance.queries.checklists import Sheet, sheet_of, sheets_of
from intake.choices import Gate
from intake.models.use_cases import UseCase

GATE = r"(?P<gate>[a-z]{1,20})"
ITEM = rf"{GATE}/items/(?P<item>[-\w]{{1,60}})"


class ChecklistLineSerializer(serializers.Serializer[Any]):
    """An item with its answer."""

    item = serializers.CharField(source="item.key")
    topic = serializers.ChoiceField(ChecklistTopic.choices, source="item.topic")
    text = serializers.CharField(source="item.text")
    state = serializers.ChoiceField(ItemState.choices)
    choice = serializers.CharField(source="answer.choice", default="")
    note = serializers.CharField(source="answer.note", default="")
    evidence = serializers.CharField(
        source="answer.evidence.sha256", default=None, help_text="SHA-256 of the file."
    )
    remark = serializers.CharField(source="answer.remark", default="")
    revision = serializers.IntegerField(source="answer.revision", default=0)


class ChecklistSerializer(serializers.Serializer[Any]):
    """The list of a use case at one gate; `digest` is what a confirmation names."""

    gate = serializers.ChoiceField(Gate.choices)
    is_open = serializers.BooleanField(help_text="Whether it lets the release through.")
    total = serializers.IntegerField(source="progress.total")
    settled = serializers.IntegerField(source="progress.settled")
    needs_confirmation = serializers.BooleanField()
    is_confirmed = serializers.BooleanField()
    digest = serializers.CharField()
    items = ChecklistLineSerializer(many=True, source="lines")


class ItemAnswerSerializer(serializers.Serializer[Any]):
    """An answer; `revision` is the one that was read."""

    choice = serializers.ChoiceField(ItemChoice.choices, allow_blank=True)
    note = serializers.CharField(max_length=4000, allow_blank=True, default="")
    evidence = serializers.IntegerField(
        allow_null=True, default=None, help_text="Id of a file of the use case."
    )
    revision = serializers.IntegerField(min_value=0, default=0)


class ConfirmationSerializer(serializers.Serializer[Any]):
    """The digest of the answers that were read."""

    digest = serializers.CharField(max_length=64)


class ChecklistViewSet(TenantViewSet):
    """Release checklists by the reference of their use case (UC-1)."""

    lookup_field = "reference"
    lookup_value_regex = r"[Uu][Cc]-\d+"
    serializer_class = ChecklistSerializer
    pagination_class = None
    # Who may answer and confirm is asked by the actions, with the case.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("retrieve", "answer", "confirm"), VIEW_CHECKLISTS.code
    )

    def _case(self) -> UseCase:
        rows = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.first())

    def _gate(self) -> Gate:
        if self.kwargs["gate"] not in Gate.values:
            raise Http404
        return Gate(self.kwargs["gate"])

    def _sheet(self, case: UseCase) -> Response:
        sheet: Sheet = sheet_of(case, self._gate())
        return Response(ChecklistSerializer(sheet).data)

    @extend_schema(responses=ChecklistSerializer(many=True))
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The lists of all gates at which the use case is asked anything."""
        return Response(ChecklistSerializer(sheets_of(self._case()), many=True).data)

    @extend_schema(request=ItemAnswerSerializer, responses=ChecklistSerializer)
    @action(detail=True, methods=["put"], url_path=ITEM)
    def answer(self, request: Request, reference: str, gate: str, item: str) -> Response:  # noqa: ARG002
        """Answer one item."""
        case, given = self._case(), ItemAnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        answer = ItemAnswer(**given.validated_data)
        checklists.answer_item(case, self._gate(), item, answer, actor=self.actor)
        return self._sheet(case)

    @extend_schema(request=ConfirmationSerializer, responses=ChecklistSerializer)
    @action(detail=True, methods=["post"], url_path=rf"{GATE}/confirm")
    def confirm(self, request: Request, reference: str, gate: str) -> Response:  # noqa: ARG002
        """Stand in for the answers that others gave."""
        case, given = self._case(), ConfirmationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        digest = given.validated_data["digest"]
        checklists.confirm_checklist(case, self._gate(), digest, actor=self.actor)
        return self._sheet(case)
