"""What people can comment on and attach files to: apps declare it, the pages are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import declared_permission
from coe_portal.tenancy.references import read_number


def nobody(_subject: Any) -> Iterable[Membership]:
    """The default: only those who already commented are told of the next comment."""
    return ()


def no_parts(_subject: Any) -> Mapping[str, str]:
    """The default: an object is commented on as a whole."""
    return {}


@dataclass(frozen=True)
class Commentable:
    """A kind of object. `key` stands in addresses; rights are asked with the object itself.

    `root` gives the object whose story a comment belongs to (a review's use case), and `followers`
    the members to tell of it besides those who commented before. `parts` names what of it has a
    thread of its own, such as each answer of a packet.
    """

    model: type[models.Model]
    key: str
    view: str
    write: str
    root: Callable[[Any], models.Model] | None = None
    followers: Callable[[Any], Iterable[Membership]] = nobody
    parts: Callable[[Any], Mapping[str, str]] = no_parts

    def find(self, reference: str) -> Any:
        """The object of this reference in the organization in scope, or ObjectDoesNotExist."""
        number = read_number(reference.rpartition("-")[2])
        if number is None:
            raise ObjectDoesNotExist(reference)
        found: Any = self.model._default_manager.get(number=number)
        if found.reference != reference:
            raise ObjectDoesNotExist(reference)
        return found


_by_key: dict[str, Commentable] = {}
_by_type: dict[str, Commentable] = {}


def commentable(
    model: type[models.Model],
    *,
    key: str,
    view: str,
    write: str,
    root: Callable[[Any], models.Model] | None = None,
    followers: Callable[[Any], Iterable[Membership]] = nobody,
    parts: Callable[[Any], Mapping[str, str]] = no_parts,
) -> Commentable:
    """Let members who may `view` read, and those who may `write` add, comments and files.

    The model needs `number`, `reference` and `get_absolute_url()`. ValueError when declared twice.
    """
    for right in (view, write):
        declared_permission(right)
    declared = Commentable(model, key, view, write, root, followers, parts)
    label = model._meta.label_lower
    if key in _by_key or label in _by_type:
        msg = f"{label} is declared commentable twice."
        raise ValueError(msg)
    _by_key[key] = _by_type[label] = declared
    return declared


def kind_of_key(key: str) -> Commentable:
    """The declaration of an address's key; KeyError when there is none."""
    return _by_key[key]


def kind_of(subject: models.Model) -> Commentable:
    """The declaration of an object's model; KeyError when it is not commentable."""
    return _by_type[subject._meta.label_lower]


def subject_of(subject_type: str, subject_id: int) -> Any:
    """The object that a comment or file belongs to, or ObjectDoesNotExist."""
    return _by_type[subject_type].model._default_manager.get(pk=subject_id)


def keys() -> tuple[str, ...]:
    """All keys, in the order of declaration."""
    return tuple(_by_key)
