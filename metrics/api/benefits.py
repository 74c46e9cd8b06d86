"""The API of the benefits ledger: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet
from metrics.actions import (
    benefit_claims,
    benefit_overlaps,
    benefit_rejection,
    benefit_terms,
    benefits,
)
from metrics.api import benefit_data as shapes, overlap_data
from metrics.choices import BenefitKind
from metrics.filters.benefits import STATES, BenefitFilters
from metrics.models.benefits import Benefit, BenefitEntry, BenefitQuerySet, BenefitTerms
from metrics.permissions.benefits import (
    KEEP_LEDGER,
    OPEN_LEDGER,
    SET_BENEFIT_TERMS,
    VIEW_BENEFIT,
    benefits_visible_to,
)
from metrics.queries.benefits import MOST_SHOWN, double_counts

MONTH = r"months/(?P<entry>\d{1,18})"
FILTERS = [
    OpenApiParameter("q", str, description="Reference or words"),
    OpenApiParameter("state", str, enum=[value for value, _label in STATES]),
    OpenApiParameter("kind", str, enum=BenefitKind.values),
    OpenApiParameter("waiting", str, enum=["yes"]),
]
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])


class BenefitViewSet(ReferenceViewSet):
    """Benefits by reference (BEN-1)."""

    lookup_value_regex = r"[Bb][Ee][Nn]-\d+"
    serializer_class = shapes.BenefitRowSerializer
    # What somebody may do to a benefit or a month is asked by the actions, with the object.
    permissions: ClassVar[dict[str, str]] = {
        "list": OPEN_LEDGER.code,
        "retrieve": OPEN_LEDGER.code,
        "overlaps": OPEN_LEDGER.code,
        "all_overlaps": VIEW_BENEFIT.code,
        "terms": VIEW_BENEFIT.code,
        "set_terms": SET_BENEFIT_TERMS.code,
        **dict.fromkeys(
            (
                "create",
                "partial_update",
                "baseline",
                "forecast",
                "claim",
                "verify",
                "hand_back",
                "reject_month",
                "revoke",
                "rule",
                "close",
                "reject",
            ),
            KEEP_LEDGER.code,
        ),
    }

    def get_queryset(self) -> BenefitQuerySet:
        rows: BenefitQuerySet = benefits_visible_to(self.member).with_names().with_sums()
        return rows

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Benefits that one may see, newest first."""
        narrowed = BenefitFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(narrowed.qs)

    @extend_schema(responses=shapes.BenefitSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One benefit with its months."""
        return self._told()

    @extend_schema(request=shapes.NewBenefitSerializer, responses={201: shapes.BenefitSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Put what a use case should bring into the ledger."""
        given = self._given(shapes.NewBenefitSerializer)
        case = shapes.case_of(given.validated_data["use_case"], self.member)
        made = benefits.propose_benefit(case, given.new(), actor=self.actor)
        self.kwargs["reference"] = made.reference
        return self._told(status=201)

    @extend_schema(request=shapes.BenefitFactsSerializer, responses=shapes.BenefitSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Change what it is, its unit or its owner."""
        benefit = self._benefit()
        given = self._given(shapes.BenefitFactsSerializer, partial=True)
        benefits.change_benefit(benefit, given.payload(benefit), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.BaselineSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"])
    def baseline(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """How it was before."""
        benefit, given = self._benefit(), self._given(shapes.BaselineSerializer)
        benefits.measure_baseline(benefit, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ForecastSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"])
    def forecast(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """What a month will bring."""
        benefit, given = self._benefit(), self._given(shapes.ForecastSerializer)
        benefits.forecast_benefit(benefit, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ClaimSerializer, responses={201: shapes.BenefitSerializer})
    @action(detail=True, methods=["post"], url_path="months")
    def claim(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Claim what a month has brought."""
        benefit, given = self._benefit(), self._given(shapes.ClaimSerializer)
        benefit_claims.claim_month(benefit, given.payload(), actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.VerificationSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MONTH}/verify")
    def verify(self, request: Request, reference: str, entry: str) -> Response:  # noqa: ARG002
        """Finance stands for it; 409 while another benefit may count the same."""
        found, given = self._entry(entry), self._given(shapes.VerificationSerializer)
        benefit_claims.verify_entry(found, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.BenefitNoteSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MONTH}/return")
    def hand_back(self, request: Request, reference: str, entry: str) -> Response:  # noqa: ARG002
        """Something is missing: the month can be claimed again."""
        benefit_claims.return_entry(self._entry(entry), self._note(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.BenefitNoteSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MONTH}/reject")
    def reject_month(self, request: Request, reference: str, entry: str) -> Response:  # noqa: ARG002
        """The month brought nothing that counts."""
        benefit_claims.reject_entry(self._entry(entry), self._note(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.BenefitNoteSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MONTH}/revoke")
    def revoke(self, request: Request, reference: str, entry: str) -> Response:  # noqa: ARG002
        """What was verified does not hold."""
        benefit_claims.revoke_entry(self._entry(entry), self._note(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.BenefitNoteSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Its last month is entered."""
        benefits.close_benefit(self._benefit(), self._note(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.BenefitNoteSerializer, responses=shapes.BenefitSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It is none, or counted elsewhere."""
        benefit_rejection.reject_benefit(self._benefit(), self._note(), actor=self.actor)
        return self._told()

    @extend_schema(responses=overlap_data.OverlapSerializer(many=True))
    @action(detail=True)
    def overlaps(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Benefits that may count the same, and what was said about each."""
        return Response(overlap_data.overlaps_data(self._benefit()))

    @extend_schema(
        request=overlap_data.RulingSerializer,
        responses=overlap_data.OverlapSerializer(many=True),
    )
    @overlaps.mapping.post
    def rule(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what it and another are to each other: apart, or sharing one effect."""
        benefit, given = self._benefit(), self._given(overlap_data.RulingSerializer)
        other = self._other(given.validated_data["other"])
        benefit_overlaps.rule_overlap(benefit, other, given.payload(), actor=self.actor)
        return Response(overlap_data.overlaps_data(self._benefit()))

    @extend_schema(responses=overlap_data.PairSerializer(many=True))
    @action(detail=False, url_path="overlaps", pagination_class=None)
    def all_overlaps(self, request: Request) -> Response:  # noqa: ARG002
        """All pairs that may count the same, those without a ruling first: 100 at most."""
        return Response(overlap_data.pairs_data(double_counts(benefits_visible_to(self.member))))

    @extend_schema(responses=overlap_data.TermsSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def terms(self, request: Request) -> Response:  # noqa: ARG002
        """The rate and the haircut that hold, and those before: 100 at most."""
        rows = BenefitTerms.objects.select_related("set_by__user")[:MOST_SHOWN]
        return Response(overlap_data.TermsSerializer(rows, many=True).data)

    @extend_schema(
        request=overlap_data.TermsSerializer, responses={201: overlap_data.TermsSerializer}
    )
    @terms.mapping.post
    def set_terms(self, request: Request) -> Response:  # noqa: ARG002
        """Finance reckons with these from now on; what was claimed keeps its figures."""
        given = self._given(overlap_data.TermsSerializer)
        made = benefit_terms.set_benefit_terms(given.payload(), actor=self.actor)
        return Response(overlap_data.TermsSerializer(made).data, status=201)

    def _other(self, reference: str) -> Benefit:
        rows = self.get_queryset().by_reference(reference)
        found: Benefit | None = rows.first()
        if found is None:
            text = _("There is nothing with this reference.")
            raise serializers.ValidationError({"other": [text]})
        return found

    def _benefit(self) -> Benefit:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.first())

    def _entry(self, entry: str) -> BenefitEntry:
        rows = self._benefit().entries.filter(pk=entry)
        return found_or_404(rows.select_related("benefit__use_case").first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.benefit_data(self._benefit()), status=status)

    def _given(self, shape: type[InputT], *, partial: bool = False) -> InputT:
        given = shape(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return given

    def _note(self) -> str:
        return str(self._given(shapes.BenefitNoteSerializer).validated_data["note"])
