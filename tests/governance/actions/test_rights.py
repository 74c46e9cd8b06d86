"""Decision rights at work: who is given a light review, dated versions, running reviews stay."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from governance.actions.rights import (
    RaciRow,
    RaciTerms,
    RightsTerms,
    publish_raci,
    publish_rights,
)
from governance.actions.voting import declare_conflict
from governance.choices import Holder, OperatingModel, Path
from governance.logic.rights import default_holders
from governance.models.rights import DecisionRights, RaciChart
from governance.queries.rights import Held, held_by
from tests.governance.conftest import OPERATOR, open_for

DAY = dt.timedelta(days=1)


def publish(model: OperatingModel = OperatingModel.FEDERATED, **fields) -> DecisionRights:
    fields.setdefault("effective_on", timezone.localdate())
    fields.setdefault("cells", default_holders(model))
    return publish_rights(RightsTerms(model=model, **fields), actor=OPERATOR)


@pytest.fixture
def sales(in_scope) -> BusinessUnit:
    return BusinessUnit.objects.create(name="Sales", code="sales")


@pytest.fixture
def unit_reviewer(sales, member):
    return member(Role.REVIEWER, name="Una Unit", business_unit=sales)


@pytest.fixture
def staff(in_scope, member):
    return member(Role.COE_STAFF, name="Cora Center")


@pytest.fixture
def case_of_sales(council, make_case, sales):
    use_case = make_case(tier="medium")
    use_case.business_unit = sales
    use_case.save()
    return use_case


def reviewer_of(review):
    return review.seats.get().voter


def test_the_units_own_reviewer_holds_a_review_where_the_unit_decides(
    case_of_sales, unit_reviewer, staff
):
    publish()
    review = open_for(case_of_sales)
    assert reviewer_of(review) == unit_reviewer
    assert (review.rule["holder"], review.rule["rights_version"]) == ("unit", 1)
    assert review.packet.content["rules"]["holder"] == "unit"


def test_a_reviewer_of_the_unit_above_is_the_units_own(case_of_sales, sales, member, staff):
    sales.parent = BusinessUnit.objects.create(name="Bank", code="bank")
    sales.save()
    above = member(Role.REVIEWER, business_unit=sales.parent)
    publish()
    assert reviewer_of(open_for(case_of_sales)) == above


def test_a_unit_without_a_free_reviewer_leaves_it_to_the_coe(case_of_sales, staff):
    publish()
    assert reviewer_of(open_for(case_of_sales)) == staff


def test_what_stays_with_the_coe_goes_to_no_unit(case_of_sales, unit_reviewer, staff):
    publish(OperatingModel.CENTRALIZED)
    assert reviewer_of(open_for(case_of_sales)) == staff


def test_what_the_council_holds_goes_to_the_board(case_of_sales, unit_reviewer):
    cells = {tier: dict(row) for tier, row in default_holders(OperatingModel.FEDERATED).items()}
    cells["medium"]["discovery"] = Holder.COUNCIL
    publish(cells=cells)
    review = open_for(case_of_sales)
    assert (review.path, review.days) == (Path.BOARD, review.board.days_to_decide)


def test_a_unit_may_have_rights_of_its_own(case_of_sales, sales, unit_reviewer, staff, make_case):
    publish()
    own = {"medium": {"discovery": Holder.COE}}
    publish(cells=own, unit=sales.pk)
    assert reviewer_of(open_for(case_of_sales)) == staff
    assert held_by("medium", "discovery", None) == Held(Holder.UNIT, 2)


def test_without_published_rights_any_reviewer_may_be_asked(case_of_sales):
    assert held_by("medium", "discovery", case_of_sales.business_unit_id) == Held()
    assert "holder" not in open_for(case_of_sales).rule


def test_a_version_counts_from_its_day_and_running_reviews_keep_theirs(
    case_of_sales, unit_reviewer, staff
):
    publish()
    review = open_for(case_of_sales)
    today = timezone.localdate()
    publish(OperatingModel.CENTRALIZED, effective_on=today + 7 * DAY)
    assert held_by("medium", "discovery", None).version == 1
    with time_machine.travel(timezone.now() + 8 * DAY):
        assert held_by("medium", "discovery", None) == Held(Holder.COE, 2)
        review.refresh_from_db()
        assert (reviewer_of(review), review.rule["rights_version"]) == (unit_reviewer, 1)


def test_who_steps_back_is_followed_by_one_of_the_same_holder(
    case_of_sales, unit_reviewer, staff, member, sales
):
    second = member(Role.REVIEWER, business_unit=sales)
    publish()
    review = open_for(case_of_sales)
    first = reviewer_of(review)
    publish(OperatingModel.CENTRALIZED)
    declare_conflict(review, "A friend.", actor=Actor.member(first))
    assert {first, reviewer_of(review)} == {unit_reviewer, second}


def test_versions_follow_each_other_by_day(in_scope):
    today = timezone.localdate()
    publish(effective_on=today + 7 * DAY)
    for day in (today - DAY, today + DAY):
        with pytest.raises(InvalidInput):
            publish(OperatingModel.HYBRID, effective_on=day)
    with pytest.raises(InvalidTransition):
        publish(effective_on=today + 8 * DAY)


def test_a_matrix_with_a_hole_is_refused(in_scope):
    with pytest.raises(InvalidInput):
        publish(cells={"low": {"poc": Holder.COE}})


def test_only_the_coe_publishes(in_scope, member):
    terms = RightsTerms(default_holders(OperatingModel.HYBRID), timezone.localdate())
    with pytest.raises(NotAllowed):
        publish_rights(terms, actor=Actor.member(member(Role.REVIEWER)))
    assert publish_rights(terms, actor=Actor.member(member(Role.COE_STAFF))).version == 1


def test_those_who_judge_are_told(in_scope, staff, unit_reviewer):
    publish(reason="Sales has reviewers now.")
    told = [
        person.notifications.get(kind="governance.rights_change").text
        for person in (staff, unit_reviewer)
    ]
    assert told == ["Sales has reviewers now."] * 2


def test_a_raci_chart_is_versioned_and_checked(in_scope):
    today = timezone.localdate()
    row = RaciRow("Model selection", "ML engineering", "CoE director")
    assert publish_raci(RaciTerms((row,), today), actor=OPERATOR).version == 1
    with pytest.raises(InvalidTransition):
        publish_raci(RaciTerms((row,), today), actor=OPERATOR)
    for rows in ((), (RaciRow("Model selection", "ML engineering", ""),)):
        with pytest.raises(InvalidInput):
            publish_raci(RaciTerms(rows, today), actor=OPERATOR)
    assert RaciChart.objects.on(today).version == 1


def test_each_organization_has_rights_of_its_own(organization, other_organization):
    with scope(organization):
        publish()
    with scope(other_organization):
        assert DecisionRights.objects.on(timezone.localdate()) is None
        assert held_by("medium", "discovery", None) == Held()
        foreign = BusinessUnit.objects.create(name="Theirs", code="theirs")
    with scope(organization), pytest.raises(InvalidInput):
        publish(cells={"medium": {"poc": Holder.COE}}, unit=foreign.pk)


def test_each_version_follows_the_one_before(in_scope):
    """Also the third: what is merged and compared is the newest version, not the oldest."""
    models = (OperatingModel.FEDERATED, OperatingModel.HYBRID, OperatingModel.CENTRALIZED)
    published = [publish(model) for model in models]

    assert [one.version for one in published] == [1, 2, 3]
    last = AuditEvent.objects.filter(action="governance.rights.published").order_by("-sequence")[0]
    assert (last.before["model"], last.after["model"]) == ("hybrid", "centralized")


def test_each_chart_follows_the_one_before(in_scope):
    def chart(activity: str) -> RaciChart:
        row = RaciRow(activity, "Team", "Owner")
        return publish_raci(RaciTerms((row,), timezone.localdate()), actor=OPERATOR)

    assert [chart(name).version for name in ("Build", "Test", "Run")] == [1, 2, 3]
