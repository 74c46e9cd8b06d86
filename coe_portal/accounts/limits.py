"""How often one may try: counted in the cache, forgotten after a while."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from coe_portal.errors import DomainError


class TooMany(DomainError):
    """The actor did this too often in a short time."""

    default_code = "too_many"
    status = 429


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `seconds`, counted by whoever tries."""

    name: str
    most: int
    seconds: int

    def is_spent(self, who: object) -> bool:
        """Count one more try; whether it is one too many."""
        key = f"limit:{self.name}:{who}"
        if cache.add(key, 1, timeout=self.seconds):
            return self.most < 1
        try:
            return bool(cache.incr(key) > self.most)
        except ValueError:  # it lapsed between the two calls
            cache.set(key, 1, timeout=self.seconds)
            return self.most < 1

    def was_spent(self, who: object) -> bool:
        """Whether the tries are used up, without counting one."""
        return bool(cache.get(f"limit:{self.name}:{who}", 0) >= self.most)

    def spend(self, who: object) -> None:
        """Count one more try.

        Raises:
            TooMany: it is one too many.
        """
        if self.is_spent(who):
            minutes = max(1, self.seconds // 60)
            raise TooMany(
                _("That was tried too often. Wait %(minutes)s minutes, then try again.")
                % {"minutes": minutes}
            )


INVITATION_LINKS = Limit("invitation-links", most=30, seconds=300)
"""Links with a wrong secret, by address. Beyond it a right one is answered like a wrong one."""

INVITATION_TRIES = Limit("invitation-tries", most=10, seconds=900)
"""Forms sent for one invitation."""

CALENDAR_LINKS = Limit("calendar-links", most=30, seconds=300)
"""Calendar feeds asked for with a wrong secret, by address, as with invitations."""

CALENDAR_FEEDS_MADE = Limit("calendar-feeds-made", most=20, seconds=3600)
"""Calendar feeds that a member makes."""

TOKENS_ISSUED = Limit("tokens-issued", most=20, seconds=3600)
"""Tokens that a member issues."""
