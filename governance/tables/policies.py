"""Policies, campaigns and attestations as tables."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.groups import named
from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from governance.choices import PolicyState
from governance.models.attestations import AttestationDuty, Campaign
from governance.models.policies import Policy


def _work(policy: Policy) -> str:
    """The state of the version in work, which the rows come with; empty for none."""
    return getattr(policy, "work_state", None) or ""


def _state(policy: Policy) -> tuple[str, str]:
    """What holds, and of what never held how far it is."""
    if policy.is_archived:
        return "archived", _("Archived")
    if policy.current_id is not None:
        return PolicyState.PUBLISHED, str(PolicyState.PUBLISHED.label)
    state = PolicyState(_work(policy) or PolicyState.DRAFT)
    return state, str(state.label)


def _in_work(policy: Policy) -> str:
    work = _work(policy)
    return str(PolicyState(work).label) if work and policy.current_id else ""


class PolicyTable(Table):
    caption = gettext_lazy("Policies")
    columns = (
        REFERENCE,
        Column("title", gettext_lazy("Title"), cells.link(), sort=("title",), phone="title"),
        Column("kind", gettext_lazy("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("state", gettext_lazy("State"), cells.badge("policy"), _state, phone="badge"),
        Column(
            "version",
            gettext_lazy("Version"),
            cells.number,
            value=lambda row: row.current and row.current.number,
        ),
        Column("in_work", gettext_lazy("Next version"), value=_in_work),
        Column("owner", gettext_lazy("Owner"), cells.person, sort=("owner__user__name",)),
        Column(
            "published_at",
            gettext_lazy("Published"),
            cells.day,
            value=lambda row: row.current and row.current.published_at,
            is_default=False,
        ),
        Column(
            "review_on", gettext_lazy("Next review"), cells.day, sort=("review_on",), phone="end"
        ),
    )
    default_sort = "title"


def _audience(campaign: Campaign) -> str:
    return named(campaign.group, campaign.value)


class CampaignTable(Table):
    caption = gettext_lazy("Attestation campaigns")
    columns = (
        REFERENCE,
        Column(
            "policy", gettext_lazy("Policy"), cells.link(), sort=("policy__title",), phone="title"
        ),
        Column(
            "version",
            gettext_lazy("From version"),
            cells.number,
            value=lambda row: row.version.number,
        ),
        Column("audience", gettext_lazy("Who"), value=_audience, phone="meta"),
        Column("asked", gettext_lazy("Asked"), cells.number, sort=("asked",)),
        Column("attested", gettext_lazy("Attested"), cells.number, sort=("attested",)),
        Column("due_on", gettext_lazy("Due"), cells.day, sort=("due_on",), phone="end"),
        Column(
            "state", gettext_lazy("State"), cells.badge("review"), sort=("state",), phone="badge"
        ),
        Column("opened_at", gettext_lazy("Opened"), cells.day, is_default=False),
        Column("closed_at", gettext_lazy("Closed"), cells.day, is_default=False),
    )
    default_sort = "-reference"


def attestation_state(duty: AttestationDuty) -> tuple[str, str]:
    """Whether it is done, waits or is late, as the rows come with it."""
    if duty.attestation_id is not None:
        return "attested", _("Attested")
    if getattr(duty, "is_late", False):
        return "overdue", _("Overdue")
    return "waiting", _("Not yet")


class DutyTable(Table):
    caption = gettext_lazy("Who has attested")
    columns = (
        Column(
            "member",
            gettext_lazy("Person"),
            cells.person,
            sort=("member__user__name",),
            phone="title",
        ),
        Column(
            "email",
            gettext_lazy("E-mail"),
            value=lambda row: row.member.user.email,
            is_default=False,
        ),
        Column(
            "unit",
            gettext_lazy("Business unit"),
            value=lambda row: row.member.business_unit,
            sort=("member__business_unit__name",),
            phone="meta",
        ),
        Column(
            "manager",
            gettext_lazy("Manager"),
            cells.person,
            value=lambda row: row.member.manager,
            is_default=False,
        ),
        Column(
            "state",
            gettext_lazy("State"),
            cells.badge("attestation"),
            attestation_state,
            phone="badge",
        ),
        Column("asked_on", gettext_lazy("Asked"), cells.day, is_default=False),
        Column("due_on", gettext_lazy("Due"), cells.day, sort=("due_on",), phone="end"),
        Column(
            "attested_at",
            gettext_lazy("Attested"),
            cells.day,
            value=lambda row: row.attestation and row.attestation.created_at,
            sort=("attestation__created_at",),
        ),
        Column(
            "version",
            gettext_lazy("Version"),
            cells.number,
            value=lambda row: row.attestation and row.attestation.version.number,
        ),
    )
    default_sort = "member"


class MyPoliciesTable(Table):
    caption = gettext_lazy("My attestations")
    columns = (
        Column(
            "policy",
            gettext_lazy("Policy"),
            cells.link(lambda row: row.campaign.policy.attest_url),
            value=lambda row: row.campaign.policy.title,
            sort=("campaign__policy__title",),
            phone="title",
        ),
        Column(
            "state",
            gettext_lazy("State"),
            cells.badge("attestation"),
            attestation_state,
            phone="badge",
        ),
        Column("due_on", gettext_lazy("Due"), cells.day, sort=("due_on",), phone="end"),
        Column(
            "attested_at",
            gettext_lazy("Attested"),
            cells.day,
            value=lambda row: row.attestation and row.attestation.created_at,
            sort=("attestation__created_at",),
            phone="meta",
        ),
        Column(
            "version",
            gettext_lazy("Version"),
            cells.number,
            value=lambda row: row.attestation and row.attestation.version.number,
        ),
    )
    default_sort = "-due_on"
