"""The API of retirement: plans with their steps, models, and how long observations are kept."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet, parameters
from intake.models.use_cases import UseCase
from registry.actions import retention, retirement, retiring
from registry.choices import Disposal, RetirementState, RetirementStep
from registry.models.models import AIModel
from registry.models.retention import FEWEST_MONTHS, MOST_MONTHS, ObservationRetention
from registry.models.retirement import RetirementPlan, RetirementPlanQuerySet
from registry.permissions.models import VIEW
from registry.permissions.monitoring import VIEW_MONITORING
from registry.permissions.retirement import VIEW_RETIREMENT
from training.api.fields import ColleagueField

FILTERS: Final = {"state": RetirementState.values}
STEP: Final = r"steps/(?P<step>[a-z]{1,20})"
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])


class RetirementTermsSerializer(serializers.Serializer[Any]):
    """Why a use case ends, and by when."""

    reason = serializers.CharField(max_length=4000)
    wanted_on = Day()

    def payload(self) -> retirement.PlanTerms:
        """The action's input."""
        data = self.validated_data
        return retirement.PlanTerms(data["reason"], data["wanted_on"])


class NewRetirementSerializer(RetirementTermsSerializer):
    """A plan for a use case, by its reference."""

    use_case = serializers.CharField(max_length=40)


class RetirementReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=4000)


class SettlementSerializer(serializers.Serializer[Any]):
    """What was done; a certificate goes with it as multipart form data."""

    note = serializers.CharField(max_length=4000)
    end_running = serializers.BooleanField(default=False)
    successor = serializers.CharField(max_length=40, allow_blank=True, default="")
    disposal = serializers.ChoiceField(Disposal.choices, allow_null=True, default=None)
    file = serializers.FileField(required=False, allow_null=True)


class RetirementStepSerializer(serializers.Serializer[Any]):
    """A step, with what shows that it was done."""

    step = serializers.ChoiceField(RetirementStep.choices)
    note = serializers.CharField()
    disposal = serializers.ChoiceField(Disposal.choices, allow_blank=True)
    shown_by = serializers.CharField()
    sha256 = serializers.CharField(source="digest")
    done_at = Moment(allow_null=True)
    done_by = ColleagueField(allow_null=True)


class RetirementRowSerializer(serializers.Serializer[Any]):
    """A plan in a list."""

    reference = serializers.CharField()
    use_case = serializers.CharField(source="use_case.reference")
    state = serializers.ChoiceField(RetirementState.choices)
    reason = serializers.CharField()
    wanted_on = Day()
    opened_at = Moment()
    closed_at = Moment(allow_null=True)
    closed_because = serializers.CharField()
    successor = serializers.CharField(source="successor.reference", default=None, allow_null=True)
    settled = serializers.IntegerField(source="done_count")
    url = serializers.CharField(source="get_absolute_url")


class RetirementSerializer(RetirementRowSerializer):
    """A plan with its steps."""

    steps = RetirementStepSerializer(many=True)


class RetirementViewSet(ReferenceViewSet):
    """Plans of retirement by reference (RET-1)."""

    lookup_value_regex = r"[Rr][Ee][Tt]-\d+"
    serializer_class = RetirementRowSerializer
    # What somebody may do with a plan is asked by the actions, with the plan.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "cancel", "settle", "reopen"),
        VIEW_RETIREMENT.code,
    )

    def get_queryset(self) -> RetirementPlanQuerySet:
        rows: RetirementPlanQuerySet = RetirementPlan.objects.with_names().with_progress()
        return rows

    @extend_schema(parameters=parameters(FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Plans, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), FILTERS))

    @extend_schema(responses=RetirementSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One plan with its steps."""
        return self._told()

    @extend_schema(request=NewRetirementSerializer, responses={201: RetirementSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Plan the retirement of a use case."""
        given = self._given(NewRetirementSerializer)
        case = self._case(given.validated_data["use_case"], "use_case")
        made = retirement.plan_retirement(case, given.payload(), actor=self.actor)
        self.kwargs["reference"] = made.reference
        return self._told(status=201)

    @extend_schema(request=RetirementTermsSerializer, responses=RetirementSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Another day, or better words: both are sent."""
        plan, given = self._plan(), self._given(RetirementTermsSerializer)
        retirement.change_plan(plan, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=RetirementReasonSerializer, responses=RetirementSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The use case goes on."""
        plan, given = self._plan(), self._given(RetirementReasonSerializer)
        retirement.cancel_plan(plan, given.validated_data["reason"], actor=self.actor)
        return self._told()

    @extend_schema(request=SettlementSerializer, responses=RetirementSerializer)
    @action(detail=True, methods=["post"], url_path=STEP)
    def settle(self, request: Request, reference: str, step: str) -> Response:  # noqa: ARG002
        """Say what was done for a step."""
        plan, data = self._plan(), self._given(SettlementSerializer).validated_data
        successor = data.pop("successor")
        disposal = data.pop("disposal")
        settlement = retirement.Settlement(
            **data,
            successor=self._case(successor, "successor") if successor else None,
            disposal=Disposal(disposal) if disposal else None,
        )
        retirement.settle_step(plan, _step(step), settlement, actor=self.actor)
        return self._told()

    @extend_schema(request=RetirementReasonSerializer, responses=RetirementSerializer)
    @action(detail=True, methods=["post"], url_path=f"{STEP}/reopen")
    def reopen(self, request: Request, reference: str, step: str) -> Response:  # noqa: ARG002
        """It was not so after all."""
        plan, given = self._plan(), self._given(RetirementReasonSerializer)
        reason = given.validated_data["reason"]
        retirement.reopen_step(plan, _step(step), reason, actor=self.actor)
        return self._told()

    def _plan(self) -> RetirementPlan:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _case(self, reference: str, name: str) -> UseCase:
        rows = UseCase.objects.visible_to(self.member).by_reference(reference)
        found: UseCase | None = rows.first()
        if found is None:
            message = _("There is no use case %(reference)s.") % {"reference": reference}
            raise serializers.ValidationError({name: [message]})
        return found

    def _told(self, *, status: int = 200) -> Response:
        plan = self._plan()
        steps = plan.steps.select_related("done_by__user")
        data = {
            **RetirementRowSerializer(plan).data,
            "steps": RetirementStepSerializer(steps, many=True).data,
        }
        return Response(data, status=status)

    def _given(self, shape: type[InputT]) -> InputT:
        given = shape(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given


def _step(name: str) -> RetirementStep:
    if name not in RetirementStep.values:
        raise Http404
    return RetirementStep(name)


class ModelRetiredSerializer(serializers.Serializer[Any]):
    """A model and when it was retired."""

    reference = serializers.CharField()
    name = serializers.CharField()
    retired_at = Moment(allow_null=True)


class ModelRetirementViewSet(TenantViewSet):
    """The end of a model, and its return."""

    serializer_class = ModelRetiredSerializer
    permissions: ClassVar[dict[str, str]] = {"create": VIEW.code, "revive": VIEW.code}

    @extend_schema(request=RetirementReasonSerializer, responses=ModelRetiredSerializer)
    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Retire the model; 409 while a live use case is served by it."""
        retired = retiring.retire_model(self._model(), _reason(request), actor=self.actor)
        return Response(ModelRetiredSerializer(retired).data)

    @extend_schema(request=RetirementReasonSerializer, responses=ModelRetiredSerializer)
    def revive(self, request: Request, **_kwargs: Any) -> Response:
        """Take the retirement back."""
        revived = retiring.revive_model(self._model(), _reason(request), actor=self.actor)
        return Response(ModelRetiredSerializer(revived).data)

    def _model(self) -> AIModel:
        rows = AIModel.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.first())


def _reason(request: Request) -> str:
    given = RetirementReasonSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["reason"])


class RetentionSerializer(serializers.Serializer[Any]):
    """The months for which observations are kept; null: for good."""

    months = serializers.IntegerField(
        min_value=FEWEST_MONTHS, max_value=MOST_MONTHS, allow_null=True
    )


class RetentionViewSet(TenantViewSet):
    """How long observations are kept."""

    serializer_class = RetentionSerializer
    permissions: ClassVar[dict[str, str]] = {
        "retrieve": VIEW_MONITORING.code,
        "update": VIEW_MONITORING.code,
    }

    @extend_schema(responses=RetentionSerializer)
    def retrieve(self, request: Request) -> Response:  # noqa: ARG002
        """The months."""
        return Response({"months": ObservationRetention.objects.months_kept()})

    @extend_schema(request=RetentionSerializer, responses=RetentionSerializer)
    def update(self, request: Request) -> Response:
        """Keep them for so many months."""
        given = RetentionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = retention.set_retention(given.validated_data["months"], actor=self.actor)
        return Response({"months": row.months})
