"""Which requirements apply to a use case and why, and how it stands with each. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from governance.choices import Standing

PROVIDER, MANUFACTURER = "provider", "product_manufacturer"
Ids = frozenset[int]
NONE: Ids = frozenset()


class Basis(enum.StrEnum):
    """Why a requirement applies."""

    ALL = "all"
    NAMED = "named"
    FACTS = "facts"


@dataclass(frozen=True)
class Rule:
    """To which use cases a requirement applies; an empty set asks nothing."""

    id: int
    code: str
    roles: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    by_finding: bool = False


@dataclass(frozen=True)
class Facts:
    """What decides about a use case: its tier, class, our roles, and what the law's rules named.

    `named` is None when nobody answered the legal questions.
    """

    tier: str
    ai_act_class: str = ""
    roles: frozenset[str] = frozenset()
    named: frozenset[str] | None = None

    @property
    def duties(self) -> frozenset[str]:
        """Roles with those that the law equates: who builds it into a product is its provider."""
        return self.roles | {PROVIDER} if MANUFACTURER in self.roles else self.roles


@dataclass(frozen=True)
class Reason:
    """Why a requirement applies, with the facts that decided."""

    basis: Basis
    roles: tuple[str, ...] = ()
    ai_act_class: str = ""
    tier: str = ""


def applies(rule: Rule, facts: Facts) -> Reason | None:
    """The reason why it applies, or None."""
    if rule.by_finding and facts.named is not None:
        return Reason(Basis.NAMED) if rule.code in facts.named else None
    roles = rule.roles & facts.duties
    differs = (
        (rule.classes and facts.ai_act_class not in rule.classes)
        or (rule.tiers and facts.tier not in rule.tiers)
        or (rule.roles and not roles)
    )
    if differs:
        return None
    if not (rule.roles or rule.classes or rule.tiers):
        return Reason(Basis.ALL)
    return Reason(
        Basis.FACTS,
        roles=tuple(sorted(roles)),
        ai_act_class=facts.ai_act_class if rule.classes else "",
        tier=facts.tier if rule.tiers else "",
    )


def standing(linked: Ids, needed: Ids, fulfilled: Ids, waived: Ids = NONE) -> Standing:
    """How a case stands with a requirement that applies to it.

    Covered when something shows it and no needed control is left without valid evidence; waived
    when somebody lives with the risk of all those that are left.
    """
    missing = (linked & needed) - fulfilled
    if missing and missing <= waived:
        return Standing.WAIVED
    if not linked & fulfilled:
        return Standing.OPEN
    return Standing.PARTLY if missing else Standing.COVERED


@dataclass(frozen=True)
class Count:
    """The requirements of one framework that apply to a case, by how it stands with them."""

    covered: tuple[int, ...] = ()
    partly: tuple[int, ...] = ()
    waived: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()


def count(
    rules: Iterable[Rule],
    facts: Facts,
    *,
    linked: Mapping[int, Ids],
    needed: Ids,
    fulfilled: Ids,
    waived: Ids = NONE,
    excluded: frozenset[str] = frozenset(),
) -> Count:
    """Sort the requirements that apply; `linked` gives the controls of each requirement."""
    found: dict[Standing, list[int]] = {state: [] for state in Standing}
    for rule in rules:
        if applies(rule, facts) is None:
            continue
        if rule.code in excluded:
            found[Standing.EXCLUDED].append(rule.id)
        else:
            state = standing(linked.get(rule.id, NONE), needed, fulfilled, waived)
            found[state].append(rule.id)
    return Count(**{state.value: tuple(ids) for state, ids in found.items()})
