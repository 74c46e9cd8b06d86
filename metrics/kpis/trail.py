"""What was so at a moment, where the row itself only says how it is today: the trail tells."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.models import AuditEvent


def events_of(model: type[Model], at: dt.datetime, *actions: AuditAction) -> QuerySet[AuditEvent]:
    """Events about the outer row up to the moment, newest first."""
    found: QuerySet[AuditEvent] = AuditEvent.objects.filter(
        subject_type=model._meta.label_lower,
        subject_id=OuterRef("pk"),
        action__in=[action.code for action in actions],
        at__lte=at,
    )
    return found.order_by("-sequence")


def last_action(model: type[Model], at: dt.datetime, *actions: AuditAction) -> Any:
    """The code of the newest of these actions on the row, or nothing."""
    codes = events_of(model, at, *actions).values("action")[:1]
    return Coalesce(Subquery(codes), Value(""))


def last_said(
    name: str, model: type[Model], at: dt.datetime, action: AuditAction, *, before: str
) -> Any:
    """What the newest event of this action says of `name`; `before` there is one."""
    said = events_of(model, at, action).values(said=KeyTextTransform(name, "after"))[:1]
    return Coalesce(Subquery(said), Value(before), output_field=TextField())
