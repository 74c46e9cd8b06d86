"""The API of policies: the same actions and queries as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import attestations, policies, policy_approval as approval
from governance.actions.policy_approval import Publishing
from governance.api.policy_serializers import (
    AttestSerializer,
    CampaignSerializer,
    CampaignTermsSerializer,
    ChangeLineSerializer,
    DraftTextSerializer,
    PolicyRowSerializer,
    PolicySerializer,
    PolicyTermsSerializer,
    PublishSerializer,
    ReasonSerializer,
    VersionSerializer,
    campaign_data,
)
from governance.choices import PolicyKind
from governance.models.policies import Policy, PolicyVersion
from governance.permissions import policies as rights
from governance.queries.policies import compare_versions, version_in_work, with_work

VERSION = r"versions/(?P<number>\d{1,6})"
MOST_DIGITS = 6
Given = TypeVar("Given", bound=serializers.Serializer[Any])


class NumberPages(CursorPagination):
    """Newest reference first."""

    ordering = ("-number", "-id")


class PolicyViewSet(TenantViewSet):
    """Policies by reference (POL-1): read, write, approve, publish, attest."""

    lookup_field = "reference"
    lookup_value_regex = r"[Pp][Oo][Ll]-\d+"
    pagination_class = NumberPages
    serializer_class = PolicySerializer
    # The policy itself is asked by the actions.
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.VIEW_POLICIES.code,
        "retrieve": rights.VIEW_POLICIES.code,
        "version": rights.VIEW_POLICIES.code,
        "changes": rights.VIEW_POLICIES.code,
        "create": rights.WRITE_POLICIES.code,
        **dict.fromkeys(
            (
                "change",
                "draft",
                "submit",
                "withdraw",
                "approve",
                "send_back",
                "publish",
                "reviewed",
                "ask",
                "attest",
            ),
            rights.ATTEST.code,
        ),
        "archive": rights.WRITE_POLICIES.code,
        "restore": rights.WRITE_POLICIES.code,
    }

    def get_queryset(self) -> QuerySet[Policy]:
        return with_work(rights.policies_visible_to(self.member))

    def _policy(self) -> Policy:
        visible = rights.policies_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            visible.select_related("owner__user", "current__approved_by__user").first()
        )

    def _in_work(self) -> PolicyVersion:
        policy = self._policy()
        found = version_in_work(policy)
        if found is None or not rights.may_see_drafts(self.member, policy):
            raise Http404
        return found

    def _version(self) -> PolicyVersion:
        policy = self._policy()
        rows = PolicyVersion.objects.filter(policy=policy)
        if not rights.may_see_drafts(self.member, policy):
            rows = rows.published()
        return found_or_404(
            rows.filter(number=self.kwargs["number"])
            .select_related("policy", "approved_by__user")
            .first()
        )

    def _given(self, serializer: Callable[..., Given]) -> Given:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given

    def _answer(self, status: int = 200, *, policy: Policy | None = None) -> Response:
        if policy is not None:
            self.kwargs["reference"] = policy.reference
        shown = self._policy()
        row = {**PolicyRowSerializer(shown).data, "current": None, "in_work": None}
        if shown.current is not None:
            row["current"] = VersionSerializer(shown.current).data
        if rights.may_see_drafts(self.member, shown) and (work := version_in_work(shown)):
            row["in_work"] = VersionSerializer(work).data
        return Response(row, status=status)

    @extend_schema(
        parameters=[OpenApiParameter("kind", str, enum=PolicyKind.values)],
        responses=PolicyRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Policies that one may see, the newest first; archived ones too."""
        rows = self.get_queryset()
        if (kind := request.query_params.get("kind")) in PolicyKind.values:
            rows = rows.filter(kind=kind)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(PolicyRowSerializer(page, many=True).data)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One policy with its text."""
        return self._answer()

    @extend_schema(request=PolicyTermsSerializer, responses={201: PolicySerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Begin a policy with an empty draft."""
        terms = self._given(PolicyTermsSerializer).payload()
        return self._answer(201, policy=policies.create_policy(terms, actor=self.actor))

    @extend_schema(request=PolicyTermsSerializer, responses=PolicySerializer)
    @action(detail=True, methods=["put"], url_path="facts")
    def change(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Give it another title, kind, owner or rhythm."""
        policy, given = self._policy(), self._given(PolicyTermsSerializer)
        policies.change_policy(policy, given.payload(), actor=self.actor)
        return self._answer()

    @extend_schema(responses=VersionSerializer)
    @action(detail=True, url_path=VERSION)
    def version(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """One version with its text."""
        return Response(VersionSerializer(self._version()).data)

    @extend_schema(
        parameters=[OpenApiParameter("since", int, description="An earlier version")],
        responses=ChangeLineSerializer(many=True),
    )
    @action(detail=True, url_path=f"{VERSION}/changes", pagination_class=None)
    def changes(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """The lines that a version changed, since the one before or `since`."""
        asked = request.query_params.get("since", "")
        since = int(asked) if asked.isdecimal() and len(asked) <= MOST_DIGITS else None
        lines = compare_versions(self._version(), since).lines
        return Response(ChangeLineSerializer(lines, many=True).data)

    @extend_schema(request=DraftTextSerializer, responses=PolicySerializer)
    @action(detail=True, methods=["put"])
    def draft(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Save the text of the draft; the next version is begun where there is none."""
        policy, given = self._policy(), self._given(DraftTextSerializer)
        version = policies.open_draft(policy, actor=self.actor)
        policies.save_draft(version, given.payload(), actor=self.actor)
        return self._answer()

    @extend_schema(request=None, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Send the draft for approval."""
        approval.submit_version(self._in_work(), actor=self.actor)
        return self._answer()

    @extend_schema(request=None, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take it back to work on it."""
        approval.withdraw_version(self._in_work(), actor=self.actor)
        return self._answer()

    @extend_schema(request=None, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Approve what somebody else wrote."""
        approval.approve_version(self._in_work(), actor=self.actor)
        return self._answer()

    @extend_schema(request=ReasonSerializer, responses=PolicySerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Refuse the approval and say why."""
        version, given = self._in_work(), self._given(ReasonSerializer)
        approval.send_back(version, given.validated_data["reason"], actor=self.actor)
        return self._answer()

    @extend_schema(request=PublishSerializer, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Put the approved version in force."""
        version, given = self._in_work(), self._given(PublishSerializer)
        approval.publish_version(version, Publishing(**given.validated_data), actor=self.actor)
        return self._answer()

    @extend_schema(request=None, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def reviewed(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say that it was looked at and still holds."""
        policies.confirm_review(self._policy(), actor=self.actor)
        return self._answer()

    @extend_schema(request=None, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take it out of force."""
        policies.archive_policy(self._policy(), actor=self.actor)
        return self._answer()

    @extend_schema(request=None, responses=PolicySerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Put it back."""
        policies.restore_policy(self._policy(), actor=self.actor)
        return self._answer()

    @extend_schema(request=CampaignTermsSerializer, responses={201: CampaignSerializer})
    @action(detail=True, methods=["post"], url_path="campaigns")
    def ask(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Ask a group to attest it."""
        policy, given = self._policy(), self._given(CampaignTermsSerializer)
        campaign = attestations.open_campaign(policy, given.payload(), actor=self.actor)
        return Response(campaign_data(campaign.pk), status=201)

    @extend_schema(request=AttestSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def attest(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say that one has read it and will follow it."""
        policy, given = self._policy(), self._given(AttestSerializer)
        attestations.attest(policy, given.validated_data["version"], actor=self.actor)
        return Response(status=204)
