"""The register: raised, changed, assessed, linked and closed by those who may."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.risks import (
    Ratings,
    assess_risk,
    change_risk,
    close_risk,
    link_risk,
    reopen_risk,
    review_risk,
    unlink_risk,
)
from governance.choices import RiskBand, RiskCategory, RiskState
from governance.models.risks import Risk, RiskLink
from governance.permissions.risks import risks_visible_to
from tests.governance.conftest import new_case
from tests.governance.risks import accept, new_risk, terms_of

pytestmark = pytest.mark.usefixtures("in_scope")

TODAY = timezone.localdate()


@pytest.fixture
def staff(member):
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


@pytest.fixture
def executive(member):
    return Actor.member(member(Role.EXECUTIVE, name="Eva Executive"))


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def risk(owner):
    return new_risk(owner)


def test_anybody_raises_a_risk_and_its_owner_hears_of_it(member, owner):
    raiser = member(name="Ria Raiser")
    use_case = new_case(owner)
    risk = new_risk(owner, by=raiser, about=use_case.reference, likelihood=4, impact=5)
    assert (risk.reference, risk.band, risk.raised_by) == ("RISK-1", RiskBand.CRITICAL, raiser)
    assert (risk.inherent_score, risk.score) == (20, 20)
    assert Notification.objects.get(kind="governance.risk_given").recipient == owner
    event = AuditEvent.objects.about(use_case).get(action="governance.risk.raised")
    assert event.after["title"] == risk.title


def test_an_auditor_raises_nothing(member, owner):
    with pytest.raises(NotAllowed):
        new_risk(owner, by=member(Role.AUDITOR))
    assert not Risk.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [("impact", {"impact": 6}), ("about", {"about": "UC-99"}), (None, {"library_id": "risk-999"})],
)
def test_a_risk_that_cannot_be_is_refused(field, values, owner):
    with pytest.raises(InvalidInput) as refused:
        new_risk(owner, **values)
    assert set(refused.value.errors or {}) == ({field} if field else set())


def test_what_changes_is_in_the_trail_and_a_new_owner_is_told(risk, owner, member):
    heir = member(name="Hal Heir")
    change_risk(risk, terms_of(risk, owner=heir, category=RiskCategory.LEGAL),
                actor=Actor.member(owner))  # fmt: skip
    risk.refresh_from_db()
    assert (risk.owner, risk.category) == (heir, RiskCategory.LEGAL)
    assert Notification.objects.filter(recipient=heir, kind="governance.risk_given").count() == 1
    event = AuditEvent.objects.about(risk).get(action="governance.risk.changed")
    assert set(event.after) == {"owner", "category"}


def test_only_owner_and_staff_change_it(risk, member, executive):
    for actor in (Actor.member(member()), Actor.member(member(Role.REVIEWER)), executive):
        with pytest.raises(NotAllowed):
            change_risk(risk, terms_of(risk, title="Mine"), actor=actor)


def test_the_residual_rating_counts_and_money_is_worked_out(risk, staff):
    risk = assess_risk(
        risk,
        Ratings(
            inherent_likelihood=4,
            inherent_impact=4,
            residual_likelihood=2,
            residual_impact=4,
            loss_low=Decimal(0),
            loss_likely=Decimal(60),
            loss_high=Decimal(600),
            frequency=Decimal(2),
        ),
        actor=staff,
    )
    risk.refresh_from_db()
    assert (risk.inherent_score, risk.score, risk.band) == (16, 8, RiskBand.MEDIUM)
    assert risk.annual_loss == Decimal("280.00")


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"inherent_impact"}, {"inherent_impact": 0}),
        ({"residual_impact"}, {"residual_likelihood": 2}),
        ({"residual_likelihood"}, {"residual_likelihood": 5, "residual_impact": 5}),
        ({"loss_high", "frequency"}, {"loss_low": Decimal(1), "loss_likely": Decimal(2)}),
        (
            {"loss_likely"},
            {
                "loss_low": Decimal(9),
                "loss_likely": Decimal(2),
                "loss_high": Decimal(10),
                "frequency": Decimal(1),
            },
        ),
    ],
)
def test_half_a_rating_is_refused(fields, values, risk, staff):
    given = {"inherent_likelihood": 3, "inherent_impact": 3, **values}
    with pytest.raises(InvalidInput) as refused:
        assess_risk(risk, Ratings(**given), actor=staff)
    assert set(refused.value.errors) == fields


def test_a_review_sets_the_next_date(risk, owner):
    later = TODAY + dt.timedelta(days=90)
    with pytest.raises(InvalidInput):
        review_risk(risk, "Seen.", TODAY, actor=Actor.member(owner))
    review_risk(risk, "Unchanged.", later, actor=Actor.member(owner))
    risk.refresh_from_db()
    assert risk.review_on == later
    event = AuditEvent.objects.about(risk).get(action="governance.risk.reviewed")
    assert event.reason == "Unchanged."


def test_a_closed_risk_is_kept_as_it_is_until_it_is_opened(risk, staff, owner):
    with pytest.raises(NotAllowed):
        close_risk(risk, "Mine.", actor=Actor.member(owner))
    close_risk(risk, "Service ended.", actor=staff)
    for refused in (
        lambda: change_risk(risk, terms_of(risk, title="X"), actor=staff),
        lambda: link_risk(risk, "UC-1", actor=staff),
        lambda: close_risk(risk, "Again.", actor=staff),
    ):
        with pytest.raises(InvalidTransition):
            refused()
    reopen_risk(risk, "It is back.", actor=Actor.member(owner))
    risk.refresh_from_db()
    assert risk.state == RiskState.OPEN


def test_a_severe_risk_is_closed_by_few(owner, staff, executive):
    risk = new_risk(owner, likelihood=5, impact=5)
    with pytest.raises(NotAllowed):
        close_risk(risk, "Gone.", actor=staff)
    accept(risk, executive)
    close_risk(risk, "Gone.", actor=executive)
    risk.refresh_from_db()
    assert risk.state == RiskState.CLOSED
    assert not risk.acceptances.running().exists()


def test_links_lead_to_what_the_actor_may_see(risk, staff, owner, other_organization, member):
    use_case = new_case(owner)
    with scope(other_organization):
        foreign = [new_case(member(organization=other_organization)) for _n in range(2)][1]
    link = link_risk(risk, use_case.reference, actor=staff)
    with pytest.raises(RuleViolation, match="already"):
        link_risk(risk, use_case.reference, actor=staff)
    with pytest.raises(InvalidInput):
        link_risk(risk, foreign.reference, actor=staff)
    assert list(Risk.objects.about(use_case)) == [risk]
    unlink_risk(risk, link.pk, use_case, actor=staff)
    assert not RiskLink.objects.exists()
    told = AuditEvent.objects.about(use_case).values_list("action", flat=True)
    assert list(told) == ["governance.risk.unlinked", "governance.risk.linked"]


def test_who_sees_which_risk(risk, owner, member, other_organization):
    case_owner = member(name="Cleo Case")
    linked = new_risk(owner, about=new_case(case_owner).reference)
    seen = {
        "owner": set(risks_visible_to(owner)),
        "case owner": set(risks_visible_to(case_owner)),
        "stranger": set(risks_visible_to(member())),
        "reviewer": set(risks_visible_to(member(Role.REVIEWER))),
        "auditor": set(risks_visible_to(member(Role.AUDITOR))),
    }
    both = {risk, linked}
    assert seen == {
        "owner": both,
        "case owner": {linked},
        "stranger": set(),
        "reviewer": both,
        "auditor": both,
    }
    with scope(other_organization):
        outsider = member(Role.COE_STAFF, organization=other_organization)
        assert not risks_visible_to(outsider).exists()
