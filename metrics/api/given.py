"""What was sent, checked."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class GivenMixin:
    """Reads what was sent."""

    request: Any

    def given(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        sent = shape(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)
