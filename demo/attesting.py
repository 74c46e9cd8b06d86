"""Policies of the year: begun from templates, approved by others, published, read and attested."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from demo.assurance import Campaign, HouseRule
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions.attestations import (
    CampaignTerms,
    attest,
    close_campaign,
    open_campaign,
)
from governance.actions.policies import DraftText, confirm_review, save_draft
from governance.actions.policy_approval import approve_version, publish_version, submit_version
from governance.actions.policy_templates import Adoption, adopt_templates
from governance.models.attestations import AttestationDuty
from governance.models.policies import Policy, PolicyVersion

WRITTEN_AFTER = 1
# Days within which those attest who do so in time.
READ_WITHIN = (0.2, 13.0)


class Attesting:
    """Starts the stories of one organization's policies."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._rules = script.assurance.house_rules
        self._readers = [
            key for key, person in script.people.items() if Role.AUDITOR not in person.roles
        ]
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/policies")

    def open(self) -> None:
        """Take up every story."""
        for rule in self._rules:
            self._director.start(self._tell(rule))

    def _tell(self, rule: HouseRule) -> Story:
        start = self._time.days_ago(rule.begun)
        yield start
        author = self._house.actor(rule.by)
        adoption = Adoption([rule.template], self._house.people[rule.owner])
        (policy,) = adopt_templates(adoption, actor=author)
        version = policy.versions.get()
        yield self._time.after(start, WRITTEN_AFTER)
        version = self._write(version, rule)
        if rule.sent is None:
            return
        yield self._time.after(start, rule.sent)
        version = submit_version(version, actor=author)
        if rule.approved is None:
            return
        yield self._time.after(start, rule.approved)
        version = approve_version(version, actor=self._house.actor(rule.approver))
        if rule.published is None:
            return
        yield self._time.after(start, rule.published)
        publish_version(version, actor=author)
        for campaign in rule.campaigns:
            self._director.start(self._ask(policy, campaign, rule))
        if rule.confirmed is not None:
            yield self._time.days_ago(rule.confirmed)
            confirm_review(policy, actor=author)

    def _write(self, version: PolicyVersion, rule: HouseRule) -> PolicyVersion:
        """Put the house's own words for the brackets of the template."""
        body = version.body
        for bracket, words in rule.fill:
            body = body.replace(f"[{bracket}]", words, 1)
        text = DraftText(body, "", version.revision)
        return save_draft(version, text, actor=self._house.actor(rule.by))

    def _ask(self, policy: Policy, campaign: Campaign, rule: HouseRule) -> Story:
        start = self._time.days_ago(campaign.opened)
        yield start
        due_on = today_here() + dt.timedelta(days=campaign.days)
        terms = CampaignTerms(campaign.group, due_on, campaign.value)
        opened = open_campaign(policy, terms, actor=self._house.actor(rule.by))
        duties = AttestationDuty.objects.filter(campaign=opened)
        asked = set(duties.values_list("member", flat=True))
        for key in self._readers:
            if self._house.people[key].pk in asked and key not in campaign.missing:
                self._director.start(self._read(policy, key))
        if campaign.closed is not None:
            yield self._time.days_ago(campaign.closed)
            close_campaign(opened, actor=self._house.actor(rule.by))

    def _read(self, policy: Policy, key: str) -> Story:
        yield self._time.after(timezone.now(), self._time.spread(*READ_WITHIN))
        current = Policy.objects.select_related("current").get(pk=policy.pk).current
        if current is not None:
            attest(policy, current.number, actor=self._house.actor(key))
