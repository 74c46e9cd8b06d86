"""Rights that follow from the object: `@predicate(code)` answers for one member and one object.

A permission with predicates is granted when the role matrix grants it or one of them says yes; a
`@veto(code)` refuses whatever the rest says (an owner never votes on their own use case). No rule
lets an auditor write, whatever they owned before they became one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role, declared_permission

Rule = Callable[[Membership, Any], bool]
RuleT = TypeVar("RuleT", bound=Rule)
_grants: dict[str, list[Rule]] = defaultdict(list)
_vetoes: dict[str, list[Rule]] = defaultdict(list)


def predicate(code: str) -> Callable[[RuleT], RuleT]:
    """Register a rule that grants the permission on an object."""
    declared_permission(code)

    def register(rule: RuleT) -> RuleT:
        _grants[code].append(rule)
        return rule

    return register


def veto(code: str) -> Callable[[RuleT], RuleT]:
    """Register a rule that refuses the permission on an object."""
    declared_permission(code)

    def register(rule: RuleT) -> RuleT:
        _vetoes[code].append(rule)
        return rule

    return register


def grants_of(code: str) -> tuple[Rule, ...]:
    """The rules that grant the permission on an object."""
    return tuple(_grants[declared_permission(code).code])


def vetoes_of(code: str) -> tuple[Rule, ...]:
    """The rules that refuse the permission on an object."""
    return tuple(_vetoes[declared_permission(code).code])


def is_permitted(member: Membership, code: str, subject: object | None = None) -> bool:
    """May this member do this, to this object? Inactive and expired memberships never may."""
    if not member.is_current():
        return False
    if subject is None:
        return member.may(code)
    if any(rule(member, subject) for rule in _vetoes[code]):
        return False
    return member.may(code) or _is_granted(member, code, subject)


def _is_granted(member: Membership, code: str, subject: object) -> bool:
    only_reads = member.has_role(Role.AUDITOR)
    if only_reads and declared_permission(code).writes:
        return False
    return any(rule(member, subject) for rule in _grants[code])
