"""Ask groups of members to attest a policy, and let each of them attest it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.groups import is_known, members_of, named
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from coe_portal.events.bus import publish
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.actions.policies import require_in_force
from governance.choices import CampaignState
from governance.declarations import policies as told
from governance.events import AudienceWaits
from governance.models.attestations import Attestation, AttestationDuty, Campaign
from governance.models.policies import Policy, PolicyVersion
from governance.permissions.policies import ATTEST, RUN_CAMPAIGNS

# How many are asked in one transaction; the rest of a larger group is asked in the background.
PART: Final = 500
# Who joins a group later has at least this long.
GRACE: Final = dt.timedelta(days=14)


@dataclass(frozen=True)
class CampaignTerms:
    """Whom to ask until when; `value` is empty for a group that needs none."""

    group: str
    due_on: dt.date
    value: str = ""
    asks_newcomers: bool = True


@transaction.atomic
def open_campaign(policy: Policy, terms: CampaignTerms, *, actor: Actor) -> Campaign:
    """Ask everybody of a group to attest the version that holds, or a later one.

    Who has attested it already is counted and not asked again.

    Raises:
        InvalidTransition: the policy is not in force.
        InvalidInput: there is no such group, nobody is in it, or the day is past.
        RuleViolation: a campaign asks this group already.
    """
    policy = Policy.objects.locked(policy.pk)
    require(actor, RUN_CAMPAIGNS.code, policy)
    version = require_in_force(policy)
    if not is_known(terms.group, terms.value):
        _refuse("group", _("There is no such group."))
    if not members_of(terms.group, terms.value).exists():
        _refuse("group", _("Nobody is in this group."))
    return _open(version, terms, actor)


def ask_again(version: PolicyVersion, due_on: dt.date | None, *, actor: Actor) -> list[Campaign]:
    """Ask every group that was ever asked to attest the policy to attest this version.

    Campaigns that still ask for an earlier version are closed. Within the publisher's lock.
    """
    campaigns = list(Campaign.objects.filter(policy=version.policy))
    for one in campaigns:
        if one.is_open:
            _close(one, actor)
    audiences = dict.fromkeys((one.group, one.value) for one in campaigns)
    if not audiences:
        return []
    if due_on is None:
        _refuse("due_on", _("Say until when."))
    return [
        _open(version, CampaignTerms(group, due_on, value), actor)
        for group, value in audiences
        if is_known(group, value)
    ]


@transaction.atomic
def close_campaign(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Ask nobody any more; the report stays. InvalidTransition when it is closed."""
    campaign = Campaign.objects.locked(campaign.pk)
    require(actor, RUN_CAMPAIGNS.code, campaign.policy)
    if not campaign.is_open:
        raise InvalidTransition(_("This campaign is closed."), code="campaign.closed")
    return _close(campaign, actor)


@transaction.atomic
def ask_more(campaign: Campaign, *, actor: Actor) -> bool:
    """Ask the next part of a group that was too large to be asked at once; whether there was one.

    Asks for no permission: the rest of what somebody asked for is done.
    """
    campaign = Campaign.objects.locked(campaign.pk)
    if not campaign.is_asking:
        return False
    asked = _ask(campaign, campaign.due_on)
    after = {"campaign": campaign.reference, "people": asked}
    record(told.AUDIENCE_ASKED, campaign, actor=actor, after=after, root=campaign.policy)
    return True


@transaction.atomic
def ask_newcomers(campaign: Campaign, *, actor: Actor) -> int:
    """Ask those who joined the group since; how many. They have GRACE at least."""
    campaign = Campaign.objects.locked(campaign.pk)
    policy = campaign.policy
    if campaign.is_asking or not campaign.is_open:
        return 0
    if not (campaign.asks_newcomers and policy.is_in_force):
        return 0
    asked = _ask(campaign, max(campaign.due_on, today_here() + GRACE))
    if asked:
        after = {"campaign": campaign.reference, "people": asked}
        record(told.NEWCOMERS_ASKED, campaign, actor=actor, after=after, root=policy)
    return asked


@transaction.atomic
def attest(policy: Policy, version: int, *, actor: Actor) -> Attestation:
    """Say “I have read it and will follow it”, of the version that was read; once.

    It settles every campaign that asks the member for this policy. A second time changes nothing.

    Raises:
        StaleState: a newer version was published since.
        RuleViolation: nobody asked the member.
    """
    require(actor, ATTEST.code)
    member = _member(actor)
    policy = Policy.objects.select_related("current__policy").get(pk=policy.pk)
    current = require_in_force(policy)
    if current.number != version:
        raise StaleState(
            _("A newer version was published meanwhile: please read that one."),
            code="policy.newer_version",
        )
    # The lock lets the second of two clicks find that the first one has settled everything.
    duties = list(
        AttestationDuty.objects.owed().filter(member=member, campaign__policy=policy).locked_rows()
    )
    if not duties:
        return _attested_before(current, member)
    attestation, is_new = Attestation.objects.get_or_create(version=current, member=member)
    AttestationDuty.objects.filter(pk__in=[one.pk for one in duties]).update(
        attestation=attestation, updated_at=timezone.now()
    )
    if is_new:
        after = {"policy": policy.reference, "version": current.number}
        record(told.POLICY_ATTESTED, attestation, actor=actor, after=after, root=policy)
    return attestation


def _attested_before(version: PolicyVersion, member: Membership) -> Attestation:
    found = Attestation.objects.filter(version=version, member=member).first()
    if found is None:
        raise RuleViolation(
            _("Nobody asks you to attest this policy now."), code="attestation.not_asked"
        )
    return found


def _open(version: PolicyVersion, terms: CampaignTerms, actor: Actor) -> Campaign:
    policy = version.policy
    if terms.due_on < today_here():
        _refuse("due_on", _("This day is in the past."))
    try:
        with transaction.atomic():
            campaign: Campaign = Campaign.objects.create(
                number=next_number(Campaign.PREFIX),
                policy=policy,
                version=version,
                group=terms.group,
                value=terms.value,
                due_on=terms.due_on,
                asks_newcomers=terms.asks_newcomers,
                opened_at=timezone.now(),
                opened_by=actor.membership,
                asked_at=None,
            )
    except IntegrityError as error:
        raise RuleViolation(
            _("A campaign asks this group already."), code="campaign.exists"
        ) from error
    asked = _ask(campaign, campaign.due_on)
    after = {
        "policy": policy.reference,
        "version": campaign.version.number,
        "group": named(campaign.group, campaign.value),
        "due": campaign.due_on,
        "people": asked,
    }
    record(told.CAMPAIGN_OPENED, campaign, actor=actor, after=after, root=policy)
    if campaign.is_asking:
        publish(AudienceWaits(campaign.pk))
    return campaign


def _close(campaign: Campaign, actor: Actor) -> Campaign:
    campaign.state, campaign.closed_at = CampaignState.CLOSED, timezone.now()
    campaign.save(update_fields=["state", "closed_at", "updated_at"])
    after = {"campaign": campaign.reference}
    record(told.CAMPAIGN_CLOSED, campaign, actor=actor, after=after, root=campaign.policy)
    return campaign


def _ask(campaign: Campaign, due_on: dt.date) -> int:
    """Make the duties of a part of those who have none; how many of them have to attest still."""
    asked_before = AttestationDuty.objects.filter(campaign=campaign).values("member")
    group = members_of(campaign.group, campaign.value).exclude(pk__in=asked_before)
    people = list(group.with_user().order_by("pk")[:PART])
    if campaign.asked_at is None and len(people) < PART:
        campaign.asked_at = timezone.now()
        campaign.save(update_fields=["asked_at", "updated_at"])
    attested = _attestations_that_count(campaign, people)
    today = today_here()
    AttestationDuty.objects.bulk_create(
        [
            AttestationDuty(
                organization_id=campaign.organization_id,
                campaign=campaign,
                member=person,
                asked_on=today,
                due_on=due_on,
                attestation_id=attested.get(person.pk),
            )
            for person in people
        ]
    )
    owing = [person for person in people if person.pk not in attested]
    _tell(campaign, owing, due_on)
    return len(owing)


def _attestations_that_count(campaign: Campaign, people: Sequence[Membership]) -> dict[int, int]:
    """{member: attestation} of the version asked for, or of a later one."""
    rows = Attestation.objects.filter(
        version__policy=campaign.policy_id,
        version__number__gte=campaign.version.number,
        member__in=[person.pk for person in people],
    )
    return dict(rows.order_by("pk").values_list("member_id", "pk"))


def _tell(campaign: Campaign, people: Iterable[Membership], due_on: dt.date) -> None:
    policy = campaign.policy
    notify(
        told.ATTESTATION_ASKED,
        people,
        campaign,
        context={"policy": policy.title, "due": date_format(due_on, "j F Y")},
        url=policy.attest_url,
        key=f"{campaign.reference}:asked",
    )


def _member(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("Only members attest."), permission=ATTEST.code)
    return actor.membership


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput(message, errors={field: [message]})
