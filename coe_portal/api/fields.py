"""Days and moments as the API takes them: within what calendars and time zones can reckon with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from coe_portal.tenancy.clock import is_reckoned

NOT_RECKONED: dict[str, Any] = {"reckoned": _("Choose a day between 1900 and 2199.")}


class Day(serializers.DateField):
    """A date; months and years can be added to it."""

    default_error_messages = NOT_RECKONED

    def to_internal_value(self, value: Any) -> dt.date:
        """The date, or a refusal."""
        day = super().to_internal_value(value)
        if not is_reckoned(day):
            self.fail("reckoned")
        return day


class Moment(serializers.DateTimeField):
    """A date with a time; every time zone can show it."""

    default_error_messages = NOT_RECKONED

    def to_internal_value(self, value: Any) -> dt.datetime:
        """The moment, or a refusal."""
        moment = super().to_internal_value(value)
        if not is_reckoned(moment):
            self.fail("reckoned")
        return moment
