"""The API of vendors and the approved stack: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet
from intake.choices import Tier
from registry.actions import stack, vendor_papers, vendors
from registry.api import vendor_data as shapes
from registry.choices import DataClass, Pledge, StackCategory, StackRing, VendorStatus
from registry.filters.vendors import StackFilters, VendorFilters
from registry.models.stack import StackItem, StackItemQuerySet
from registry.models.vendors import Vendor, VendorCertificate
from registry.permissions.models import VIEW
from registry.permissions.vendors import EDIT_STACK, PROPOSE_VENDOR, VIEW_VENDORS
from registry.queries.vendors import with_score

CERTIFICATE: Final = r"certificates/(?P<certificate>\d{1,18})"
VENDOR_FILTERS: Final = [
    OpenApiParameter("q", str, description="Reference, name or words"),
    OpenApiParameter("status", str, enum=VendorStatus.values),
    OpenApiParameter("no_training", str, enum=Pledge.values),
    OpenApiParameter("review", str, enum=["overdue"]),
]
STACK_FILTERS: Final = [
    OpenApiParameter("q", str, description="Reference, name or words"),
    OpenApiParameter("category", str, enum=StackCategory.values),
    OpenApiParameter("ring", str, enum=StackRing.values),
    OpenApiParameter("tier", str, enum=Tier.values),
    OpenApiParameter("data", str, enum=DataClass.values),
]
STEPS: Final = (
    "partial_update",
    "approve",
    "reject",
    "suspend",
    "reinstate",
    "end",
    "propose",
    "review",
    "evaluate",
    "certificates",
    "withdraw_certificate",
)
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])


class ShapedViewSet(ReferenceViewSet):
    """Reads what a request says by a shape."""

    def _given(self, shape: type[InputT], *, partial: bool = False) -> InputT:
        given = shape(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return given


class VendorViewSet(ShapedViewSet):
    """Vendors by reference (VND-1)."""

    lookup_value_regex = r"[Vv][Nn][Dd]-\d+"
    serializer_class = shapes.VendorRowSerializer
    # What somebody may do to a vendor is asked by the actions, with the vendor.
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", *STEPS), VIEW_VENDORS.code),
        "create": PROPOSE_VENDOR.code,
    }

    def get_queryset(self) -> QuerySet[Vendor]:
        return with_score(Vendor.objects.all())

    @extend_schema(parameters=VENDOR_FILTERS)
    def list(self, request: Request) -> Response:
        """Vendors, newest first."""
        rows = VendorFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(rows.qs)

    @extend_schema(responses=shapes.VendorSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One vendor with its proofs and what stands on it."""
        return self._told()

    @extend_schema(request=shapes.VendorTermsSerializer, responses={201: shapes.VendorSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Propose a vendor; somebody else approves it."""
        terms = self._given(shapes.VendorTermsSerializer).payload()
        self.kwargs["reference"] = vendors.propose_vendor(terms, actor=self.actor).reference
        return self._told(status=201)

    @extend_schema(request=shapes.VendorTermsSerializer, responses=shapes.VendorSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say better who it is and what is agreed; its status stays."""
        vendor = self._vendor()
        given = self._given(shapes.VendorTermsSerializer, partial=True)
        vendors.change_vendor(vendor, given.payload(vendor), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorApprovalSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Approve it; 409 with what is not known yet."""
        data = self._given(shapes.VendorApprovalSerializer).validated_data
        vendors.approve_vendor(self._vendor(), data["note"], data["next_on"], actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorReasonSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Do not build on it."""
        vendors.reject_vendor(self._vendor(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorReasonSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Suspend it: what stands on it is marked, nothing is demoted."""
        vendors.suspend_vendor(self._vendor(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorApprovalSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Lift the suspension; the marks are gone."""
        data = self._given(shapes.VendorApprovalSerializer).validated_data
        vendors.reinstate_vendor(self._vendor(), data["note"], data["next_on"], actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorReasonSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Give it up."""
        vendors.end_vendor(self._vendor(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorReasonSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Ask for it anew after it was rejected or given up."""
        vendors.propose_again(self._vendor(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.VendorReviewSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Look at it again."""
        judgement = self._given(shapes.VendorReviewSerializer).payload()
        vendor_papers.review_vendor(self._vendor(), judgement, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.EvaluationSerializer, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Score it by some criteria or all."""
        points = self._given(shapes.EvaluationSerializer).payload()
        vendor_papers.evaluate_vendor(self._vendor(), points, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.CertificateSerializer, responses={201: shapes.VendorSerializer})
    @action(detail=True, methods=["post"])
    def certificates(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Note a certificate."""
        terms = self._given(shapes.CertificateSerializer).payload()
        vendor_papers.add_certificate(self._vendor(), terms, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=None, responses=shapes.VendorSerializer)
    @action(detail=True, methods=["post"], url_path=f"{CERTIFICATE}/withdraw")
    def withdraw_certificate(
        self,
        request: Request,  # noqa: ARG002
        reference: str,  # noqa: ARG002
        certificate: str,
    ) -> Response:
        """A certificate does not count any more."""
        rows = VendorCertificate.objects.filter(vendor=self._vendor(), pk=int(certificate))
        found = found_or_404(rows.select_related("vendor").first())
        vendor_papers.withdraw_certificate(found, actor=self.actor)
        return self._told()

    def _vendor(self) -> Vendor:
        rows = Vendor.objects.by_reference(str(self.kwargs["reference"]))
        return found_or_404(with_score(rows).first())

    def _reason(self) -> str:
        return str(self._given(shapes.VendorReasonSerializer).validated_data["reason"])

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.vendor_data(self._vendor()), status=status)


class StackViewSet(ShapedViewSet):
    """Items of the approved stack by reference (STK-1)."""

    lookup_value_regex = r"[Ss][Tt][Kk]-\d+"
    serializer_class = shapes.StackItemSerializer
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "partial_update"), VIEW.code),
        "create": EDIT_STACK.code,
    }

    def get_queryset(self) -> StackItemQuerySet:
        rows: StackItemQuerySet = StackItem.objects.with_names()
        return rows

    @extend_schema(parameters=STACK_FILTERS)
    def list(self, request: Request) -> Response:
        """The stack, newest item first."""
        rows = StackFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(rows.qs)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One item."""
        return self._told()

    @extend_schema(request=shapes.StackTermsSerializer, responses={201: shapes.StackItemSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Put something on the stack."""
        terms = self._given(shapes.StackTermsSerializer).payload()
        self.kwargs["reference"] = stack.add_stack_item(terms, actor=self.actor).reference
        return self._told(status=201)

    @extend_schema(request=shapes.StackTermsSerializer, responses=shapes.StackItemSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say better what it is, or move it to another ring."""
        item, given = self._item(), self._given(shapes.StackTermsSerializer, partial=True)
        stack.change_stack_item(item, given.payload(item), actor=self.actor)
        return self._told()

    def _item(self) -> StackItem:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.StackItemSerializer(self._item()).data, status=status)
