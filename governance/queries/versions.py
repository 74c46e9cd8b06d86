"""Versions of rules that the organization writes anew as a whole: none is written over another."""

from __future__ import annotations

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from coe_portal.errors import StaleState
from coe_portal.tenancy.turns import take_turn


def newest_version(model: type[models.Model]) -> int:
    """The number of the last version; 0 before there is one."""
    last = model._default_manager.aggregate(last=Max("version"))["last"]
    return int(last or 0)


def take_turn_of(model: type[models.Model]) -> None:
    """Publish versions of this kind one after the other, to the end of the transaction."""
    take_turn(model._meta.label_lower)


def require_newest(model: type[models.Model], seen: int) -> None:
    """Take the turn, unless another version was published since this one was read.

    Raises:
        StaleState: there is a newer one.
    """
    take_turn_of(model)
    newest = newest_version(model)
    if newest != seen:
        raise StaleState(
            _("Somebody published version %(version)d meanwhile. Load the page again to see it.")
            % {"version": newest},
            code="version.newer",
        )
