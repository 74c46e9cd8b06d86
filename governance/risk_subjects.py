"""What a risk can concern: apps above declare their kinds of object, the register is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from coe_portal.accounts.models import Membership


@dataclass(frozen=True)
class RiskSubject:
    """A kind of object with `reference`, `subject_label` and `get_absolute_url()`.

    `visible_to` gives the rows that a member may see; it must be scoped to the organization.
    `find` narrows them to one reference.
    """

    model: type[models.Model]
    label: str | Promise
    visible_to: Callable[[Membership], models.QuerySet[Any]]
    find: Callable[[models.QuerySet[Any], str], models.QuerySet[Any]]

    @property
    def type(self) -> str:
        return self.model._meta.label_lower


_by_type: dict[str, RiskSubject] = {}


def declare_subject(subject: RiskSubject) -> None:
    """Let risks be linked to a kind of object; ValueError when it is declared twice."""
    if subject.type in _by_type:
        msg = f"{subject.type} is declared twice as what a risk can concern."
        raise ValueError(msg)
    _by_type[subject.type] = subject


def declared_subjects() -> tuple[RiskSubject, ...]:
    """All kinds, in the order of declaration."""
    return tuple(_by_type.values())


def find_subject(reference: str, member: Membership) -> models.Model | None:
    """The object of a reference such as UC-42, among those that the member may see."""
    for kind in declared_subjects():
        found: models.Model | None = kind.find(kind.visible_to(member), reference).first()
        if found is not None:
            return found
    return None
