"""The search over everything, for programs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coe_portal.accounts.actor import Actor
from coe_portal.api.access import AnyMember
from coe_portal.search.queries import SHORTEST, SHOWN, search, searched_text


class HitSerializer(serializers.Serializer[Any]):
    """Something that was found; `url` is its page."""

    reference = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    note = serializers.CharField()


class GroupSerializer(serializers.Serializer[Any]):
    """The first hits of a kind; `more` says that there are others."""

    kind = serializers.CharField(source="key")
    hits = HitSerializer(many=True)
    more = serializers.SerializerMethodField()

    def get_more(self, group: Any) -> bool:
        return bool(group.more_url)


class Search(APIView):
    """Find use cases, decisions, courses and more by one word."""

    permission_classes = [AnyMember]

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description=f"At least {SHORTEST} letters, or a reference.")
        ],
        responses=GroupSerializer(many=True),
        description=f"At most {SHOWN} hits of each kind that the token may read.",
    )
    def get(self, request: Request) -> Response:
        """Kinds without a hit are left out."""
        http: Any = request._request
        actor: Actor = http.actor
        found = search(searched_text(request.query_params.get("q", "")), actor=actor)
        return Response(GroupSerializer(found, many=True).data)
