"""Who was asked to attest, who has, and how the units stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import rolled_up, unit_tree
from governance.logic.policies import Share
from governance.models.attestations import AttestationDuty, Campaign, DutyQuerySet
from governance.models.policies import Policy

MOST_OWED = 100


def owed_policies(member: Membership) -> QuerySet[Policy]:
    """The policies that this member still has to attest: the number in the navigation."""
    owed = AttestationDuty.objects.owed().filter(member=member)
    return Policy.objects.filter(pk__in=owed.values("campaign__policy"))


def duties_of(member: Membership) -> DutyQuerySet:
    """All that this member was ever asked to attest."""
    duties: DutyQuerySet = AttestationDuty.objects.filter(member=member)
    return (
        duties.with_lateness(today_here())
        .select_related("campaign__policy", "campaign__version", "attestation__version")
        .defer("campaign__version__body", "attestation__version__body")
    )


def owed_duties(member: Membership) -> list[AttestationDuty]:
    """What this member still has to attest, due first; each policy once."""
    first: dict[int, AttestationDuty] = {}
    for duty in duties_of(member).owed()[:MOST_OWED]:
        first.setdefault(duty.campaign.policy_id, duty)
    return list(first.values())


def duties_in(campaign: Campaign) -> DutyQuerySet:
    """Whom the campaign asks, of those who work here today."""
    duties: DutyQuerySet = AttestationDuty.objects.filter(campaign=campaign)
    today = today_here()
    return (
        duties.of_current_members(today)
        .with_lateness(today)
        .select_related(
            "member__user", "member__business_unit", "member__manager__user", "attestation__version"
        )
        .defer("attestation__version__body")
    )


def campaigns_with_counts() -> QuerySet[Campaign]:
    """All campaigns with how many they ask and how many have attested, the newest first."""
    day = today_here()
    here = Q(duties__member__is_active=True) & (
        Q(duties__member__ends_on__isnull=True) | Q(duties__member__ends_on__gte=day)
    )
    rows: QuerySet[Campaign] = Campaign.objects.select_related("policy", "version")
    return rows.defer("version__body").annotate(
        asked=Count("duties", filter=here),
        attested=Count("duties", filter=here & Q(duties__attestation__isnull=False)),
    )


@dataclass(frozen=True)
class UnitShare:
    """A unit with all below it; None stands for people without a unit."""

    unit: BusinessUnit | None
    depth: int
    share: Share


@dataclass(frozen=True)
class CampaignReport:
    """How a campaign stands."""

    total: Share
    units: list[UnitShare]


def campaign_report(campaign: Campaign) -> CampaignReport:
    """The share of all, and of each unit with those below it, in two queries."""
    rows = (
        duties_in(campaign)
        .order_by()
        .values_list("member__business_unit")
        .annotate(
            asked=Count("pk"),
            attested=Count("pk", filter=Q(attestation__isnull=False)),
            late=Count("pk", filter=Q(is_late=True)),
        )
    )
    own = {unit: Share(*numbers) for unit, *numbers in rows}
    nowhere = own.pop(None, None)
    tree = unit_tree()
    totals = rolled_up(own, tree.parents)
    units = [
        UnitShare(unit, depth, totals[unit.pk])
        for unit, depth in tree.in_order()
        if unit.pk in totals
    ]
    if nowhere is not None:
        units.append(UnitShare(None, 0, nowhere))
    return CampaignReport(sum([*own.values(), nowhere or Share()], Share()), units)
