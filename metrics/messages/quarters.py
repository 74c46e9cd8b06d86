"""Tell people what the quarter that ended last still lacks: commentary, then signatures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.tenancy.turns import take_turn
from metrics.declarations import quarters as told
from metrics.kpis.registry import all_kpis
from metrics.logic.closing import COMMENT_STEPS, SIGNING_STEPS, step_due
from metrics.logic.periods import Quarter, quarter_of
from metrics.models.quarters import KpiWriter, QuarterClose
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiOwner
from metrics.queries.quarters import comments_of, signers_left


def remind_of_quarter() -> int:
    """What is due today of the quarter before the running one; how many were told.

    One clock at a time, so that two at once do not tell twice.
    """
    take_turn("metrics.remind_of_quarter")
    organization = Organization.objects.get(pk=current_organization_id())
    today = today_here()
    quarter = quarter_of(today, organization.fiscal_year_start_month).shifted(-1)
    if not Snapshot.objects.filter(starts_on=quarter.starts_on, value__gt=0).exists():
        return 0
    rows = QuarterClose.objects.running().of_quarters([quarter.starts_on])
    close: QuarterClose | None = rows.first()
    if close is not None and close.is_signed:
        return 0
    late = (today - quarter.ends_on).days
    unsigned = _of_signing(quarter, close, late)
    return tell_once([*([] if close else _of_commentary(quarter, late)), *unsigned])


def _of_commentary(quarter: Quarter, late: int) -> Iterable[Reminder]:
    """One message for each person, however many of their numbers lack words."""
    step = step_due(late, COMMENT_STEPS)
    if step is None:
        return
    written = comments_of([quarter.starts_on]).get(quarter.starts_on, {})
    silent = [kpi.code for kpi in all_kpis() if kpi.code not in written]
    for member, codes in _writers(silent).items():
        context = {"count": len(codes)}
        yield _reminder(told.COMMENTARY_DUE, member, quarter, context, f"comment:{step}")


def _writers(codes: Sequence[str]) -> dict[Membership, list[str]]:
    """Who answers for which of the KPIs: owners, those who were named, and else the CoE."""
    found: dict[Membership, list[str]] = defaultdict(list)
    owners = KpiOwner.objects.filter(kpi__in=codes).select_related("member__user")
    writers = KpiWriter.objects.filter(kpi__in=codes).select_related("member__user")
    answering = [
        *((owner.kpi, owner.member) for owner in owners),
        *((writer.kpi, writer.member) for writer in writers),
    ]
    for kpi, member in answering:
        if member is not None and kpi not in found[member]:
            found[member].append(kpi)
    rest = sorted(set(codes).difference(*found.values()))
    if rest:
        for staff in Membership.objects.current().with_user().with_role(Role.COE_STAFF):
            found[staff] += rest
    return found


def _of_signing(quarter: Quarter, close: QuarterClose | None, late: int) -> Iterable[Reminder]:
    step = step_due(late, SIGNING_STEPS)
    if step is None:
        return
    words = {"words": told.SIGN_WORDS}
    for member in signers_left(close):
        yield _reminder(told.QUARTER_TO_SIGN, member, quarter, words, f"sign:{step}")


def _reminder(
    kind: NotificationKind,
    member: Membership,
    quarter: Quarter,
    context: Mapping[str, object],
    step: str,
) -> Reminder:
    name = "metrics:quarter" if kind is told.COMMENTARY_DUE else "metrics:sign_off"
    return Reminder(
        kind=kind,
        recipient=member,
        subject=member,
        context={"quarter": quarter.code, **context},
        url=org_url(name, quarter=quarter.code),
        key=f"{quarter.starts_on:%Y%m%d}:{step}",
    )
