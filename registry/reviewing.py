"""What is looked at again: rooms declare it, one clock reminds of it and one action notes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from coe_portal.accounts.roles import declared_permission
from registry.models.reviewed import Reviewed


def every_row(rows: Any) -> Any:
    """The default: whatever has a day is looked at."""
    return rows


@dataclass(frozen=True)
class ReviewedKind:
    """A kind of thing with review dates.

    `right` is asked, with the thing, of whoever completes a review. `keeper` names the field of
    the member who is reminded. `live` narrows rows to those that are still kept up.
    """

    model: type[Reviewed]
    right: str
    keeper: str = "owner"
    live: Callable[[Any], Any] = every_row

    def rows(self) -> Any:
        """What of this kind is still kept up, with who keeps it."""
        return self.live(self.model._default_manager.select_related(f"{self.keeper}__user"))


_kinds: dict[str, ReviewedKind] = {}


def declare_reviewed(kind: ReviewedKind) -> ReviewedKind:
    """Have keepers reminded of the reviews of a kind; ValueError when it is declared twice."""
    declared_permission(kind.right)
    label = kind.model._meta.label_lower
    if label in _kinds:
        msg = f"The reviews of {label} are declared twice."
        raise ValueError(msg)
    _kinds[label] = kind
    return kind


def reviewed_kinds() -> tuple[ReviewedKind, ...]:
    """All kinds, in the order of declaration."""
    return tuple(_kinds.values())


def kind_of(thing: Reviewed) -> ReviewedKind:
    """The declaration of a thing; KeyError when it is not reviewed."""
    return _kinds[thing._meta.label_lower]
