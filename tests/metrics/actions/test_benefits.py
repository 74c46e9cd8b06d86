"""From hypothesis to verified: who may do what, in which order, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.gates.registry import unmet
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from intake.choices import Gate
from metrics.actions.benefit_claims import (
    Claim,
    Verification,
    claim_month,
    reject_entry,
    return_entry,
    revoke_entry,
    verify_entry,
)
from metrics.actions.benefit_overlaps import Ruling, rule_overlap
from metrics.actions.benefit_rejection import reject_benefit
from metrics.actions.benefits import (
    Baseline,
    BenefitFacts,
    change_benefit,
    close_benefit,
    forecast_benefit,
    measure_baseline,
)
from metrics.choices import BenefitKind, BenefitParameter, BenefitState, EntryState, OverlapRuling
from metrics.gates import LAST_BENEFIT
from metrics.models.benefits import Benefit, BenefitEntry
from metrics.queries.benefits import double_counts, overlaps_of, totals
from tests.governance.conftest import new_case
from tests.metrics.benefits import (
    HOURS,
    baselined,
    claimed,
    forecast,
    forecast_of,
    month_ago,
    proposed,
    set_terms,
    verified,
)

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def finance(member):
    return member(Role.FINANCE, name="Fred Finance")


@pytest.fixture
def terms(finance):
    return set_terms(finance)


@pytest.fixture
def case(owner):
    return new_case(owner)


@pytest.fixture
def benefit(case, owner, terms):
    return forecast(case, owner)


def of(member):
    return Actor.member(member)


def test_the_way_from_hypothesis_to_verified(case, owner, finance, terms):
    benefit = proposed(case, owner)
    assert benefit.state == BenefitState.HYPOTHESIS
    with pytest.raises(InvalidTransition):
        forecast_benefit(benefit, forecast_of(benefit), actor=of(owner))
    known = Baseline(Decimal(1600), "hours a month", month_ago(6), "Counted.")
    benefit = measure_baseline(benefit, known, actor=of(owner))
    with pytest.raises(InvalidTransition):
        claimed(benefit, owner)
    benefit = forecast_benefit(benefit, forecast_of(benefit), actor=of(owner))
    month = (benefit.forecast_low, benefit.forecast_likely, benefit.forecast_high)
    assert month == (Decimal(8400), Decimal(12000), Decimal(14400))

    entry = claimed(benefit, owner)
    assert (entry.claimed_amount, entry.claimed_hours) == (Decimal(12000), Decimal(300))
    assert entry.benefit.state == BenefitState.MEASURED
    entry = verify_entry(entry, Verification(Decimal(9000), "Two clerks left."), actor=of(finance))
    assert (entry.verified_amount, entry.verified_hours) == (Decimal(9000), Decimal(225))
    benefit.refresh_from_db()
    assert benefit.state == BenefitState.VERIFIED
    told = [event.action for event in AuditEvent.objects.about(case).order_by("sequence")]
    assert [action for action in told if action.startswith("metrics.benefit.")] == [
        "metrics.benefit.proposed",
        "metrics.benefit.baselined",
        "metrics.benefit.forecast",
        "metrics.benefit.claimed",
        "metrics.benefit.verified",
    ]


def test_finance_hears_of_a_claim_and_the_owner_of_the_verdict(benefit, owner, finance):
    return_entry(claimed(benefit, owner), "Which log?", actor=of(finance))
    heard = {str(row.recipient): row.kind for row in Notification.objects.all()}
    assert heard["Fred Finance"] == "metrics.benefit_claim_waits"
    assert heard["Olga Owner"] == "metrics.benefit_claim_settled"


def test_nobody_verifies_what_they_claimed_or_own(case, benefit, owner, finance, member):
    both = member(Role.FINANCE, Role.COE_STAFF, name="Both Hats")
    entry = claimed(benefit, both)
    for judge in (both, owner, member(Role.COE_STAFF), member(Role.EXECUTIVE)):
        with pytest.raises(NotAllowed):
            verify_entry(entry, Verification(), actor=of(judge))
    own = claimed(forecast(case, both, process="Other"), member(Role.COE_STAFF))
    with pytest.raises(NotAllowed):
        verify_entry(own, Verification(), actor=of(both))
    assert verify_entry(entry, Verification(), actor=of(finance)).state == EntryState.VERIFIED


def test_the_database_refuses_a_verdict_of_the_claimant(benefit, owner):
    entry = claimed(benefit, owner)
    rows = BenefitEntry.objects.filter(pk=entry.pk)
    with (
        pytest.raises(IntegrityError, match="nobody_verifies_their_own_claim"),
        transaction.atomic(),
    ):
        rows.update(
            state="verified", settled_by=owner, settled_at=timezone.now(), verified_amount=1
        )
    with pytest.raises(IntegrityError, match="no_more_is_verified"), transaction.atomic():
        rows.update(state="verified", settled_at=timezone.now(), verified_amount=12001)


def test_strangers_change_nothing(benefit, case, member, owner):
    passer = member(Role.MODEL_OWNER)
    with pytest.raises(NotAllowed):
        proposed(case, passer)
    with pytest.raises(NotAllowed):
        claimed(benefit, passer)
    with pytest.raises(NotAllowed):
        set_terms(owner)
    with pytest.raises(NotAllowed):
        close_benefit(benefit, "Over.", actor=of(passer))


def test_without_terms_of_finance_nothing_is_forecast(case, owner):
    with pytest.raises(RuleViolation, match="Finance has to set"):
        forecast(case, owner)


def test_the_rate_is_finances_and_the_haircut_no_less(case, owner, finance, terms):
    benefit = baselined(case, owner)
    generous = {**HOURS, BenefitParameter.RATE: Decimal(900)}
    benefit = forecast_benefit(benefit, forecast_of(benefit, figures=generous), actor=of(owner))
    assert benefit.forecast_likely == Decimal(12000)
    brave = {**HOURS, BenefitParameter.HAIRCUT: Decimal(10)}
    with pytest.raises(InvalidInput) as refusal:
        forecast_benefit(benefit, forecast_of(benefit, figures=brave), actor=of(owner))
    assert set(refusal.value.errors) == {"haircut"}
    claimed(benefit, owner, 2)
    set_terms(finance, rate=80)
    amounts = {entry.claimed_amount for entry in benefit.entries.all()}
    assert amounts == {Decimal(12000)}
    assert claimed(benefit, owner, 1).claimed_amount == Decimal(24000)


@pytest.mark.parametrize("months", [-1, 6, 1], ids=["to come", "before the forecast", "claimed"])
def test_months_that_are_not_claimed(months, benefit, owner):
    claimed(benefit, owner, 1)
    with pytest.raises(InvalidInput) as refusal:
        claimed(benefit, owner, months)
    assert set(refusal.value.errors) == {"month"}


def test_bad_figures_are_named(benefit, owner):
    with pytest.raises(InvalidInput) as refusal:
        claimed(benefit, owner, figures={**HOURS, BenefitParameter.ADOPTION: Decimal(101)})
    assert set(refusal.value.errors) == {"adoption"}
    with pytest.raises(InvalidInput) as refusal:
        claim_month(benefit, Claim(month_ago(1), HOURS, "  "), actor=of(owner))
    assert set(refusal.value.errors) == {"evidence"}
    short = {name: value for name, value in HOURS.items() if name != "people"}
    with pytest.raises(InvalidInput) as refusal:
        claimed(benefit, owner, figures=short)
    assert set(refusal.value.errors) == {"people"}


def test_a_returned_month_is_claimed_again_and_a_rejected_one_is_not(benefit, owner, finance):
    return_entry(claimed(benefit, owner, 2), "Which log?", actor=of(finance))
    benefit.refresh_from_db()
    assert benefit.state == BenefitState.FORECAST
    verified(benefit, owner, finance, 2)
    reject_entry(claimed(benefit, owner, 1), "No log at all.", actor=of(finance))
    with pytest.raises(InvalidInput):
        claimed(benefit, owner, 1)
    states = sorted(benefit.entries.values_list("state", flat=True))
    assert states == ["rejected", "returned", "verified"]


def test_more_than_claimed_is_never_verified_and_less_says_why(benefit, owner, finance):
    entry = claimed(benefit, owner)
    for amount, field in ((Decimal(12001), "amount"), (Decimal(11999), "note")):
        with pytest.raises(InvalidInput) as refusal:
            verify_entry(entry, Verification(amount), actor=of(finance))
        assert set(refusal.value.errors) == {field}
    verify_entry(entry, Verification(), actor=of(finance))
    with pytest.raises(InvalidTransition):
        verify_entry(entry, Verification(), actor=of(finance))


def test_what_is_taken_back_counted_until_then(benefit, owner, finance, time_machine):
    start = timezone.now()
    entry = verified(benefit, owner, finance)
    time_machine.move_to(start + dt.timedelta(minutes=5))
    revoke_entry(entry, "Counted twice.", actor=of(finance))
    assert not BenefitEntry.objects.verified().exists()
    before = BenefitEntry.objects.verified(start + dt.timedelta(minutes=2))
    assert [row.amount for row in before] == [Decimal(12000)]
    assert not BenefitEntry.objects.verified(start - dt.timedelta(minutes=2)).exists()
    benefit.refresh_from_db()
    assert benefit.state == BenefitState.FORECAST
    assert claimed(benefit, owner).is_waiting


def test_claimed_and_verified_are_never_one_number(benefit, owner, finance):
    verified(benefit, owner, finance, 2)
    claimed(benefit, owner, 1)
    found = totals(Benefit.objects.all(), BenefitEntry.objects.all(), today=month_ago(0))
    assert (found.verified, found.claimed, found.waiting) == (Decimal(12000), Decimal(12000), 1)
    assert [(month.verified, month.claimed) for month in found.months][-3:] == [
        (Decimal(12000), 0),
        (0, Decimal(12000)),
        (0, 0),
    ]
    assert found.forecast == Decimal(144000)
    assert sum(row.amount for row in BenefitEntry.objects.verified()) == Decimal(12000)
    assert sum(row.amount for row in BenefitEntry.objects.claimed()) == Decimal(12000)


def test_what_counts_the_same_is_not_verified_before_somebody_rules(
    case, benefit, owner, finance, member
):
    rival = forecast(case, owner, title="The same again", process="invoice  CHECKING")
    other = forecast(case, owner, title="Costs", kind=BenefitKind.COST)
    entry = claimed(benefit, owner)
    assert [overlap.other for overlap in overlaps_of(benefit)] == [rival]
    assert other not in [overlap.other for overlap in overlaps_of(rival)]
    assert [(pair.first, pair.second) for pair in double_counts(Benefit.objects.all())] == [
        (benefit, rival)
    ]
    with pytest.raises(RuleViolation, match=rival.reference):
        verify_entry(entry, Verification(), actor=of(finance))
    with pytest.raises(NotAllowed):
        rule_overlap(
            benefit, rival, Ruling(OverlapRuling.SEPARATE, "Other clerks."), actor=of(owner)
        )
    staff = of(member(Role.COE_STAFF))
    rule_overlap(benefit, rival, Ruling(OverlapRuling.SEPARATE, "Other clerks."), actor=staff)
    assert verify_entry(entry, Verification(), actor=of(finance)).state == EntryState.VERIFIED


def test_a_split_lowers_forecasts_and_hands_claims_back(case, benefit, owner, finance, member):
    rival = forecast(case, owner, title="The same again")
    waiting = claimed(rival, owner)
    split = Ruling(OverlapRuling.SPLIT, "One effect.", 75)
    rule_overlap(rival, benefit, split, actor=of(member(Role.COE_STAFF)))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.claimed_amount) == (EntryState.RETURNED, Decimal(12000))
    for one, share in ((rival, 75), (benefit, 25)):
        one.refresh_from_db()
        assert (one.share_percent, one.forecast_likely) == (share, Decimal(120 * share))
        entry = verified(one, owner, finance)
        assert entry.verified_amount == Decimal(120 * share)
    with pytest.raises(InvalidInput):
        rule_overlap(rival, benefit, replace(split, percent=None), actor=of(finance))


def test_the_partner_of_a_rejected_benefit_counts_the_whole_again(case, benefit, owner, finance):
    rival = forecast(case, owner, title="The same again")
    rule_overlap(rival, benefit, Ruling(OverlapRuling.SPLIT, "One effect.", 75), actor=of(finance))
    waiting = claimed(rival, owner)
    reject_benefit(benefit, "It never worked.", actor=of(finance))
    rival.refresh_from_db()
    waiting.refresh_from_db()
    assert (rival.share_percent, rival.forecast_likely) == (100, Decimal(12000))
    assert waiting.state == EntryState.RETURNED


def test_benefits_that_share_no_month_do_not_overlap(case, benefit, owner, member):
    ended = forecast(case, owner, starts_on=month_ago(9), ends_on=month_ago(6))
    assert overlaps_of(ended) == []
    with pytest.raises(RuleViolation):
        rule_overlap(
            benefit,
            ended,
            Ruling(OverlapRuling.SEPARATE, "Why not."),
            actor=of(member(Role.COE_STAFF)),
        )


def test_a_counted_benefit_keeps_unit_and_process(benefit, owner):
    facts = BenefitFacts(
        title="Better words", hypothesis="As before.", process="Another", owner=owner
    )
    assert change_benefit(benefit, facts, actor=of(owner)).process == "Another"
    claimed(benefit, owner)
    with pytest.raises(RuleViolation):
        change_benefit(benefit, replace(facts, process="A third"), actor=of(owner))
    known = Baseline(Decimal(1), "hours", month_ago(1), "Anew.")
    with pytest.raises(InvalidTransition):
        measure_baseline(benefit, known, actor=of(owner))


def test_a_rejected_benefit_is_over(benefit, owner, finance):
    entry = claimed(benefit, owner)
    with pytest.raises(NotAllowed):
        reject_benefit(benefit, "None.", actor=of(owner))
    reject_benefit(benefit, "Counted elsewhere.", actor=of(finance))
    entry.refresh_from_db()
    assert entry.state == EntryState.REJECTED
    with pytest.raises(InvalidTransition):
        claimed(benefit, owner, 2)


def test_a_benefit_with_verified_months_is_not_rejected(benefit, owner, finance):
    verified(benefit, owner, finance)
    with pytest.raises(RuleViolation):
        reject_benefit(benefit, "None.", actor=of(finance))


def test_the_gate_of_retirement_asks_for_the_last_entry(case, benefit, owner, finance):
    def lacking():
        return [one.code for one in unmet(Gate.RETIRED, case) if one.code == LAST_BENEFIT]

    entry = claimed(benefit, owner)
    assert lacking() == [LAST_BENEFIT]
    with pytest.raises(RuleViolation):
        close_benefit(benefit, "Retired.", actor=of(owner))
    verify_entry(entry, Verification(), actor=of(finance))
    close_benefit(benefit, "Retired.", actor=of(owner))
    assert lacking() == []


def test_another_organization_has_none_of_it(benefit, owner, finance, other_organization):
    entry = verified(benefit, owner, finance)
    with scope(other_organization):
        assert not Benefit.objects.exists()
        assert not BenefitEntry.objects.verified().exists()
        assert not BenefitEntry.objects.claimed().exists()
        with pytest.raises(BenefitEntry.DoesNotExist):
            BenefitEntry.objects.get(pk=entry.pk)
