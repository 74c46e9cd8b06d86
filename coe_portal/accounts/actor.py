"""Who does something: a member, a member's token, or a job of the portal itself."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from coe_portal.accounts.models import ApiToken, Membership

# As long as the columns that keep who did something.
MOST_LABEL = 255


class ActorKind(enum.StrEnum):
    MEMBER = "member"
    TOKEN = "token"  # noqa: S105  (a kind, not a secret)
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """The one type for "who": never implied, always passed as `actor=`."""

    kind: ActorKind
    label: str
    membership: Membership | None = None
    request_id: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def member(cls, membership: Membership, *, request_id: str = "") -> Actor:
        """A person in the browser."""
        return cls(ActorKind.MEMBER, membership.display_name, membership, request_id)

    @classmethod
    def token(cls, token: ApiToken, *, request_id: str = "") -> Actor:
        """A program with a member's token; it never may more than that member."""
        label = f"{token.membership.display_name} ({token.name})"[:MOST_LABEL]
        return cls(ActorKind.TOKEN, label, token.membership, request_id, frozenset(token.scopes))

    @classmethod
    def system(cls, name: str, *, request_id: str = "") -> Actor:
        """A job or command: `Actor.system("nightly-drift")`."""
        return cls(ActorKind.SYSTEM, name, None, request_id)

    @property
    def membership_id(self) -> int | None:
        return None if self.membership is None else self.membership.pk

    def is_member(self, membership_id: int | None) -> bool:
        """Whether this is that member, in person or by token."""
        return membership_id is not None and self.membership_id == membership_id
