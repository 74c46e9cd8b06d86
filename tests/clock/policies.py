"""Policies to look at again, and what members have to attest."""

from __future__ import annotations

import datetime as dt

from coe_portal.accounts.actor import Actor
from governance.actions.attestations import CampaignTerms, attest, open_campaign
from governance.declarations import policies as names
from governance.models.attestations import Campaign
from governance.models.policies import Policy
from tests.clock.reference import DAY, Matter, changing, days_from
from tests.clock.scene import BEGIN, Scene, day_of_year
from tests.governance.policies import policy_in_force

TO_REVIEW = (-30, -7, 0, *range(7, 183, 7))
WEEKLY = tuple(range(7, 85, 7))
NOTICE = 30


def plant(scene: Scene, count: int) -> None:
    """Policies that nobody reviews; one after the other everybody is asked to attest them."""
    for number in range(count):
        policy = policy_in_force(scene.staff, scene.boss, title=f"Policy {number}")
        due = day_of_year(number, first=40, last=300, stride=37)
        Policy.objects.filter(pk=policy.pk).update(review_on=due, reviewed_on=BEGIN)
        scene.expect(
            Matter(
                ("governance.policy", policy.pk),
                days_from(due, *TO_REVIEW),
                changing(due, names.POLICY_REVIEW_DUE.code, names.POLICY_REVIEW_OVERDUE.code),
                [scene.staff.pk],
            )
        )
        asked = day_of_year(number, first=5, last=200, stride=53)
        scene.later(asked, lambda policy=policy: _ask(scene, policy.pk), hour=18)


def _ask(scene: Scene, policy_id: int) -> None:
    policy = Policy.objects.get(pk=policy_id)
    today = scene.today()
    due = today + NOTICE * DAY
    terms = CampaignTerms("everybody", due, asks_newcomers=False)
    campaign = open_campaign(policy, terms, actor=Actor.member(scene.staff))
    for duty in campaign.duties.select_related("member").order_by("pk"):
        attested = None
        if duty.pk % 4 == 0:
            attested = scene.later(
                today + (5 + duty.pk % 30) * DAY,
                lambda duty=duty: attest(policy, 1, actor=Actor.member(duty.member)),
            )
        _expect_reminders(scene, campaign, duty.member_id, due, attested)


def _expect_reminders(
    scene: Scene, campaign: Campaign, member: int, due: dt.date, attested: dt.datetime | None
) -> None:
    subject = ("governance.campaign", campaign.pk)
    steps = days_from(due, -NOTICE // 2, -3, 0, *WEEKLY)
    names_of_it = changing(due, names.ATTESTATION_DUE.code, names.ATTESTATION_OVERDUE.code)
    scene.expect(Matter(subject, steps, names_of_it, [member], until=attested))
    if member in {owner.pk for owner in scene.owners}:
        late = Matter(
            subject,
            days_from(due, 7),
            names.REPORT_HAS_NOT_ATTESTED.code,
            [scene.boss.pk],
            until=attested,
        )
        scene.expect(late)
