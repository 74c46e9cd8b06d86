"""Who calls, and the members of the organization."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.declarations import SEE_MEMBERS
from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role, all_permissions
from coe_portal.api.access import AnyMember
from coe_portal.api.fields import Day
from coe_portal.api.viewsets import TenantViewSet


class MemberSerializer(serializers.Serializer[Membership]):
    """A member. `id` is what other requests take as `owner_id` and the like."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")
    email = serializers.EmailField(source="user.email")
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    job_title = serializers.CharField()
    business_unit = serializers.CharField(source="business_unit.name", default=None)
    starts_on = Day(allow_null=True)
    ends_on = Day(allow_null=True)
    active = serializers.BooleanField(source="is_current")


class MeSerializer(serializers.Serializer[Any]):
    """The caller."""

    organization = serializers.CharField()
    member = MemberSerializer()
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Of the token; null in a session."
    )
    permissions = serializers.ListField(child=serializers.CharField())


class Me(APIView):
    """The caller: a first request to try a token with."""

    permission_classes = [AnyMember]

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Who the token or session belongs to, and what it may do."""
        http: Any = request._request
        actor: Actor = http.actor
        declared = (permission.code for permission in all_permissions())
        data = {
            "organization": http.organization.slug,
            "member": http.membership,
            "scopes": sorted(actor.scopes) if request.auth is not None else None,
            "permissions": [code for code in declared if permits(actor, code)],
        }
        return Response(MeSerializer(data).data)


class MemberViewSet(TenantViewSet):
    """The members, by name of the newest first."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    serializer_class = MemberSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": SEE_MEMBERS.code,
        "retrieve": SEE_MEMBERS.code,
    }

    def get_queryset(self) -> MembershipQuerySet:
        rows: MembershipQuerySet = Membership.objects.with_user()
        return rows.select_related("business_unit")

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All members, newest first; who left has `active` false."""
        return self.page_of(self.get_queryset())

    def retrieve(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """One member."""
        return Response(MemberSerializer(self.get_object()).data)
