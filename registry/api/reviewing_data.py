"""Looking at a thing again, as programs say it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day


class LookedSerializer(serializers.Serializer[Any]):
    """What was found, and when it is looked at next."""

    note = serializers.CharField(max_length=4000)
    next_on = Day()
