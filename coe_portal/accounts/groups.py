"""Groups of members, for rules and campaigns; each app declares those that it knows of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below

Members: TypeAlias = Callable[[str], MembershipQuerySet]
Values: TypeAlias = Callable[[], Iterable[tuple[str, str | Promise]]]


@dataclass(frozen=True)
class Group:
    """`members(value)` gives who belongs; `values()` what can be asked for, None for no value."""

    code: str
    label: str | Promise
    members: Members
    values: Values | None = None

    def name(self, value: str) -> str:
        """`Role: Reviewer`, or only the label of a group without values."""
        if self.values is None:
            return str(self.label)
        labels = dict(self.values())
        return f"{self.label}: {labels.get(value, value)}"


_groups: dict[str, Group] = {}


def declare_group(group: Group) -> Group:
    """Add a group; ValueError for a code that is declared twice."""
    if group.code in _groups:
        msg = f"The group {group.code} is declared twice."
        raise ValueError(msg)
    _groups[group.code] = group
    return group


def declared_groups() -> list[Group]:
    """All groups, in the order of their declaration."""
    return list(_groups.values())


def group_of(code: str) -> Group | None:
    """The group, or None for a code that is no longer declared."""
    return _groups.get(code)


def is_known(code: str, value: str) -> bool:
    """Whether there is such a group, and it can be asked for with this value."""
    group = group_of(code)
    if group is None:
        return False
    return value == "" if group.values is None else value in dict(group.values())


def named(code: str, value: str) -> str:
    """The group in words, also of one that is no longer declared."""
    group = group_of(code)
    return group.name(value) if group else f"{code} {value}".strip()


def members_of(code: str, value: str) -> MembershipQuerySet:
    """Who belongs to the group today: current members, and no auditors, who only read."""
    group = group_of(code)
    people: MembershipQuerySet = Membership.objects.current().exclude(
        roles__contains=[Role.AUDITOR]
    )
    if group is None:
        return people.none()
    return people.filter(pk__in=group.members(value).values("pk"))


def _in_role(value: str) -> MembershipQuerySet:
    return Membership.objects.all().filter(roles__contains=[value])


def _in_unit(code: str) -> MembershipQuerySet:
    unit = BusinessUnit.objects.filter(code=code).first()
    found: MembershipQuerySet = Membership.objects.filter(
        business_unit__in=units_below(unit) if unit else []
    )
    return found


def _held_roles() -> list[tuple[str, str | Promise]]:
    """Every member submits and auditors only read: neither is a group of its own."""
    return [choice for choice in Role.choices if choice[0] not in {Role.SUBMITTER, Role.AUDITOR}]


EVERYBODY: Final = declare_group(
    Group("everybody", _("Everybody"), lambda _value: Membership.objects.all())
)
ROLE: Final = declare_group(Group("role", _("Role"), _in_role, _held_roles))
UNIT: Final = declare_group(
    Group(
        "unit",
        _("Business unit, with those below it"),
        _in_unit,
        lambda: BusinessUnit.objects.order_by("name").values_list("code", "name"),
    )
)
