"""Reminders of the room of policies: owners to review, members to attest, and their managers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format

from coe_portal.notifications.reminders import Reminder, tell_once
from governance.declarations import policies as told
from governance.logic.policies import (
    REVIEW_STEPS,
    attestation_step,
    is_escalated,
    review_step,
)
from governance.models.attestations import AttestationDuty, DutyQuerySet
from governance.models.policies import Policy, PolicyQuerySet


def policies_to_mention(today: dt.date) -> PolicyQuerySet:
    """Policies in force whose review is near or overdue."""
    rows: PolicyQuerySet = Policy.objects.to_review_by(today - dt.timedelta(days=REVIEW_STEPS[0]))
    return rows


def duties_to_mention(today: dt.date) -> DutyQuerySet:
    """What people who work here have not attested yet; half of some time may be over already."""
    duties: DutyQuerySet = AttestationDuty.objects.owed().of_current_members(today)
    return duties.filter(asked_on__lt=today)


def remind_of_reviews(ids: Iterable[int], today: dt.date) -> int:
    """Tell owners which policies to look at again; how many were told."""
    rows = policies_to_mention(today).filter(pk__in=ids).locked_rows()
    return tell_once(
        [one for policy in rows.select_related("owner__user") for one in _of_review(policy, today)]
    )


def remind_of_attestations(ids: Iterable[int], today: dt.date) -> int:
    """Tell members what they have not attested, and their managers a week late; how many."""
    rows = (
        duties_to_mention(today)
        .filter(pk__in=ids)
        .locked_rows()
        .select_related("member__user", "member__manager__user", "campaign__policy")
    )
    return tell_once([one for duty in rows for one in _of_duty(duty, today)])


def _of_review(policy: Policy, today: dt.date) -> list[Reminder]:
    due, counted_from = policy.review_on, policy.reviewed_on
    assert due is not None  # noqa: S101  (policies_to_mention() asks for it)
    assert counted_from is not None  # noqa: S101  (set with it)
    late = (today - due).days
    step = review_step(late, start=(counted_from - due).days)
    if step is None:
        return []
    kind = told.POLICY_REVIEW_OVERDUE if late > 0 else told.POLICY_REVIEW_DUE
    context = {"policy": policy.title, "due": date_format(due, "j F Y")}
    key = f"{policy.reference}:{due:%Y%m%d}:{step}"
    return [Reminder(kind, policy.owner, policy, context, policy.get_absolute_url(), key)]


def _of_duty(duty: AttestationDuty, today: dt.date) -> list[Reminder]:
    policy, due = duty.campaign.policy, duty.due_on
    late = (today - due).days
    context = {
        "policy": policy.title,
        "due": date_format(due, "j F Y"),
        "member": duty.member.display_name,
    }
    key = f"{duty.campaign.reference}:{due:%Y%m%d}"
    told_now = []
    step = attestation_step(late, start=(duty.asked_on - due).days)
    if step is not None:
        kind = told.ATTESTATION_OVERDUE if late > 0 else told.ATTESTATION_DUE
        told_now.append(
            Reminder(kind, duty.member, duty.campaign, context, policy.attest_url, f"{key}:{step}")
        )
    manager = duty.member.manager
    if manager is not None and is_escalated(late):
        told_now.append(
            Reminder(
                told.REPORT_HAS_NOT_ATTESTED,
                manager,
                duty.campaign,
                context,
                policy.get_absolute_url(),
                f"{key}:of-{duty.member_id}",
            )
        )
    return told_now
