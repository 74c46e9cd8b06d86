"""What the signers of a quarter see, and what was signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import OVERSIGHT, Role
from coe_portal.tenancy.clock import today_here, zone_here
from metrics.choices import Capacity
from metrics.kpis.registry import all_kpis
from metrics.logic.closing import SheetLine, capacity_left, seal
from metrics.logic.periods import INSTANT, Quarter
from metrics.models.quarters import Commentary, QuarterClose, Signature
from metrics.models.snapshots import Snapshot

# Who signs as what; somebody with both roles signs as the first that is free.
SIGNING_ROLES = {Role.EXECUTIVE: Capacity.EXECUTIVE, Role.COE_STAFF: Capacity.COE}


@dataclass(frozen=True)
class Comment:
    """What somebody said about a number."""

    text: str
    by: str
    at: dt.datetime | None


@dataclass(frozen=True)
class Sheet:
    """The numbers of a quarter and what was said about them, as they would be signed now."""

    quarter: Quarter
    snapshots: Mapping[str, Snapshot]
    comments: Mapping[str, Comment]
    is_complete: bool

    @property
    def seal(self) -> str:
        """What both signatures are given to."""
        return seal(self.quarter.code, self._lines())

    def _lines(self) -> Iterable[SheetLine]:
        for code, snapshot in self.snapshots.items():
            comment = self.comments.get(code)
            yield SheetLine(code, snapshot.value, snapshot.digest, comment.text if comment else "")


def sheet_of(quarter: Quarter) -> Sheet:
    """The newest numbers of a quarter and its published commentary."""
    end = quarter.ends_at(zone_here()) - INSTANT
    latest: Iterable[Snapshot] = Snapshot.objects.latest_of(
        [quarter.starts_on], (kpi.code for kpi in all_kpis())
    )
    snapshots = {row.kpi: row for row in latest}
    final = {code for code, row in snapshots.items() if row.as_of >= end}
    return Sheet(
        quarter=quarter,
        snapshots=snapshots,
        comments=comments_of([quarter.starts_on]).get(quarter.starts_on, {}),
        is_complete=all(kpi.code in final for kpi in all_kpis()),
    )


def comments_of(first_days: Iterable[dt.date]) -> dict[dt.date, dict[str, Comment]]:
    """The published commentary of some quarters, by first day and KPI."""
    found: dict[dt.date, dict[str, Comment]] = {}
    rows = Commentary.objects.filter(starts_on__in=list(first_days)).exclude(text="")
    for row in rows.select_related("published_by__user"):
        comment = Comment(row.text, str(row.published_by), row.published_at)
        found.setdefault(row.starts_on, {})[row.kpi] = comment
    return found


def kept_comment(kept: Mapping[str, str] | None) -> Comment | None:
    """A commentary as a close keeps it, or None."""
    if not kept:
        return None
    return Comment(kept["text"], kept["by"], dt.datetime.fromisoformat(kept["at"]))


def running_closes(first_days: Iterable[dt.date]) -> dict[dt.date, list[Signature]]:
    """The signatures of each quarter that is signed or being signed, with their close."""
    rows = Signature.objects.filter(
        close__in=QuarterClose.objects.running().of_quarters(first_days)
    )
    found: dict[dt.date, list[Signature]] = {}
    for row in rows.select_related("close").order_by("pk"):
        found.setdefault(row.close.starts_on, []).append(row)
    return found


def closes_of(quarter: Quarter) -> Sequence[QuarterClose]:
    """Every close of a quarter, the newest first: the running one, and those that ended."""
    rows = QuarterClose.objects.of_quarters([quarter.starts_on])
    return list(
        rows.select_related("ended_by__user").prefetch_related("signatures").order_by("-pk")
    )


def capacity_of(member: int, roles: Iterable[str], close: QuarterClose | None) -> Capacity | None:
    """In which capacity a member may sign a quarter now, if in any."""
    held = [capacity for role, capacity in SIGNING_ROLES.items() if role in set(roles)]
    signed = [] if close is None else list(close.signatures.values_list("member", "capacity"))
    return capacity_left(member, held, [(who, Capacity(what)) for who, what in signed])


def people_in_charge() -> Sequence[Membership]:
    """Who is told of a quarter: those who may see it, but auditors."""
    roles = sorted(OVERSIGHT - {Role.AUDITOR})
    return list(Membership.objects.current().with_user().with_role(*roles))


def signers_left(close: QuarterClose | None) -> Sequence[Membership]:
    """Who may give a signature that is still lacking."""
    members = Membership.objects.current().with_user().with_role(*SIGNING_ROLES)
    return [one for one in members if capacity_of(one.pk, one.roles, close) is not None]


def is_over(quarter: Quarter) -> bool:
    """Whether its last day is past, on the organization's clock."""
    return quarter.ends_on < today_here()
