"""The API of fairness assessments, bills of materials and printed drift reviews."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.api.fields import Moment
from coe_portal.api.jobs import JobSerializer
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.jobs import running
from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet, parameters
from registry.actions.drift_printing import request_print
from registry.actions.fairness import AssessmentTerms, start_assessment, upload_predictions
from registry.choices import AssessmentState, DocumentResult, FairnessMeasure
from registry.integrations.predictions import looked_at
from registry.logic.cyclonedx import MEDIA_TYPE, written
from registry.logic.fairness import FEWEST, NEEDS_TRUTH, RECOMMENDED, Plan
from registry.models.fairness import FairnessAssessment, FairnessQuerySet
from registry.models.models import AIModel, ModelVersion
from registry.models.monitoring import DriftReview
from registry.permissions.fairness import ASSESS
from registry.permissions.models import VIEW
from registry.permissions.monitoring import VIEW_MONITORING
from registry.queries.bills import bill_of
from registry.queries.fairness import findings_data
from registry.tasks.drift_printing import print_drift_review
from registry.tasks.fairness import assess_fairness

FILTERS = {"result": [value for value in DocumentResult.values if value]}


class FairnessRowSerializer(serializers.Serializer[Any]):
    """An assessment in a list."""

    reference = serializers.CharField()
    model = serializers.CharField(source="version.model.reference")
    version = serializers.IntegerField(source="version.number")
    state = serializers.ChoiceField(AssessmentState.choices)
    result = serializers.ChoiceField(DocumentResult.choices, allow_blank=True)
    rows = serializers.IntegerField(source="rows_read")
    sha256 = serializers.CharField(help_text="Of the file, which is deleted when it is assessed.")
    uploaded_at = Moment()
    assessed_at = Moment(allow_null=True)
    job = serializers.CharField(source="job.reference", default=None, allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class FairnessSerializer(FairnessRowSerializer):
    """An assessment with how it was judged and what was found."""

    plan = serializers.JSONField()
    limits = serializers.JSONField()
    limits_reason = serializers.CharField()
    minimum = serializers.IntegerField()
    message = serializers.CharField(
        source="job.message", default="", help_text="Why it could not be assessed."
    )
    findings = serializers.SerializerMethodField()

    def get_findings(self, row: FairnessAssessment) -> dict[str, Any] | None:
        """Measures by feature, and rates by group with their intervals."""
        return findings_data(row)


def limit_field(text: str) -> serializers.FloatField:
    """A limit; left out, the recommended one holds."""
    return serializers.FloatField(
        min_value=0, max_value=1, required=False, allow_null=True, help_text=text
    )


class NewFairnessSerializer(serializers.Serializer[Any]):
    """A file of predictions, what its columns mean, and what passes."""

    file = serializers.FileField(help_text="CSV, also packed by gzip.")
    decision = serializers.CharField(max_length=100, help_text="Column of the prediction.")
    positive = serializers.CharField(
        max_length=100, default="1", help_text="How the file writes a positive answer."
    )
    cutoff = serializers.FloatField(
        required=False, allow_null=True, default=None, help_text="For scores: positive from here."
    )
    truth = serializers.CharField(
        max_length=100, default="", allow_blank=True, help_text="Column of what was right."
    )
    features = serializers.ListField(
        child=serializers.CharField(max_length=100),
        max_length=20,
        help_text="Columns of groups.",
    )
    together = serializers.BooleanField(
        default=False, help_text="Compare combinations of groups, too."
    )
    minimum = serializers.IntegerField(default=FEWEST, help_text="Fewest people behind a rate.")
    demographic_parity_difference = limit_field("At most; 0.1 when left out.")
    demographic_parity_ratio = limit_field("At least; 0.8 when left out.")
    equalized_odds_difference = limit_field("At most; 0.1 when left out and the truth is known.")
    equal_opportunity_difference = limit_field("At most; not judged when left out.")
    limits_reason = serializers.CharField(max_length=2000, default="", allow_blank=True)

    def payload(self) -> AssessmentTerms:
        """The action's input."""
        data = self.validated_data
        usual = {
            measure: limit
            for measure, limit in RECOMMENDED.items()
            if data["truth"] or measure not in NEEDS_TRUTH
        }
        limits = {
            measure: data.get(measure.value, usual.get(measure)) for measure in FairnessMeasure
        }
        plan = Plan(
            decision=data["decision"],
            positive=data["positive"],
            cutoff=data["cutoff"],
            truth=data["truth"],
            features=tuple(data["features"]),
            together=data["together"],
        )
        return AssessmentTerms(
            plan=plan,
            limits={measure: limit for measure, limit in limits.items() if limit is not None},
            limits_reason=data["limits_reason"],
            minimum=data["minimum"],
        )


class VersionRoutes(TenantViewSet):
    """Finds the version of the address."""

    def version(self) -> ModelVersion:
        models = AIModel.objects.visible_to(self.member)
        rows = ModelVersion.objects.present().filter(
            model__in=models.by_reference(str(self.kwargs["reference"])),
            number=self.kwargs["number"],
        )
        return found_or_404(rows.with_people().first())


class NewFairnessViewSet(VersionRoutes):
    """Where predictions of a version are sent to be assessed."""

    serializer_class = FairnessSerializer
    parser_classes = [MultiPartParser]
    # Who may assess it is asked with the version, before the file is read.
    permissions: ClassVar[dict[str, str]] = {"create": VIEW.code}

    @extend_schema(
        request={"multipart/form-data": NewFairnessSerializer}, responses={202: FairnessSerializer}
    )
    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Upload predictions and assess them; ask the assessment for what was found."""
        version = self.version()
        require(self.actor, ASSESS.code, version)
        given = NewFairnessSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        upload = looked_at(given.validated_data["file"])
        made = upload_predictions(version, upload, actor=self.actor)
        job = start_assessment(made, given.payload(), actor=self.actor)
        running.hand_over(job, assess_fairness, job_id=job.pk)
        row = FairnessAssessment.objects.with_names().select_related("document").get(pk=made.pk)
        return Response(FairnessSerializer(row).data, status=202)


class FairnessViewSet(ReferenceViewSet):
    """Fairness assessments by reference (FA-1)."""

    lookup_value_regex = r"[Ff][Aa]-\d+"
    serializer_class = FairnessRowSerializer
    permissions: ClassVar[dict[str, str]] = {"list": VIEW.code, "retrieve": VIEW.code}

    def get_queryset(self) -> FairnessQuerySet:
        rows: FairnessQuerySet = FairnessAssessment.objects.of_present().with_names()
        return rows

    @extend_schema(parameters=parameters(FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Assessments, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), FILTERS))

    @extend_schema(responses=FairnessSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One assessment with what it found."""
        rows = self.get_queryset().select_related("document")
        found = found_or_404(rows.by_reference(self.kwargs["reference"]).first())
        return Response(FairnessSerializer(found).data)


class CycloneDxRenderer(JSONRenderer):
    """JSON under the name that readers of bills of materials know."""

    media_type = MEDIA_TYPE
    format = "cdx"


class BillViewSet(VersionRoutes):
    """The bill of materials of a version."""

    serializer_class = serializers.Serializer
    renderer_classes = [CycloneDxRenderer, JSONRenderer]
    permissions: ClassVar[dict[str, str]] = {"retrieve": VIEW.code}

    @extend_schema(
        operation_id="version_bill_of_materials",
        responses={(200, MEDIA_TYPE): OpenApiTypes.OBJECT},
    )
    def retrieve(self, request: Request, **_kwargs: Any) -> Response:
        """CycloneDX 1.6 of what is known of the version now."""
        organization = request._request.organization  # type: ignore[attr-defined]
        return Response(written(bill_of(self.version(), organization, made_at=timezone.now())))


class DriftPrintViewSet(TenantViewSet):
    """PDFs of drift reviews."""

    serializer_class = JobSerializer
    permissions: ClassVar[dict[str, str]] = {"create": VIEW_MONITORING.code}

    @extend_schema(operation_id="drift_review_pdf", request=None, responses={202: JobSerializer})
    def create(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Have a worker print the review; the job has the file."""
        review = found_or_404(DriftReview.objects.with_version().by_reference(reference).first())
        job = request_print(review, actor=self.actor)
        running.hand_over(job, print_drift_review, job_id=job.pk)
        return Response(JobSerializer(job).data, status=202)
