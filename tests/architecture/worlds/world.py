"""What a filled organization is, and addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import Organization

OPERATOR = Actor.system("tests")


MakeMember = Callable[..., Membership]


# (what stands before it in the address, its name) → its value.
Examples = dict[tuple[str, str], str]


@dataclass
class World:
    """`examples` fills the addresses of an organization; `person` holds every writing role."""

    organization: Organization
    word: str
    person: Membership
    secret: str
    examples: Examples


def nowhere(examples: Examples) -> Examples:
    """Values of the same shape that exist in no organization."""
    return {key: _missing(value) for key, value in examples.items()}


def _missing(value: str) -> str:
    prefix, dash, number = value.rpartition("-")
    if dash and number.isdecimal():
        return f"{prefix}-987654"
    return "987654321" if value.isdecimal() else value
