"""Addresses below the API that nothing answers: a problem document, not a page."""

from __future__ import annotations

from typing import Any, NoReturn

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from coe_portal.api.access import AnyMember


class NoSuchResource(APIView):
    """Tells members that there is nothing; strangers are told to sign in, as everywhere."""

    permission_classes = [AnyMember]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        super().initial(request, *args, **kwargs)
        raise NotFound
