"""The docket of somebody with more to do than a page can bear."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from governance.choices import VoteChoice
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Review
from governance.queries import docket as queries
from tests.governance.conftest import make_assessment, new_case, new_council, open_for, vote

DOCKET = "/northbank/governance/"


@pytest.fixture
def few_on_a_page(monkeypatch):
    monkeypatch.setattr(queries, "A_PAGE", 2)
    monkeypatch.setattr(queries, "MOST_SHOWN", 2)


@pytest.fixture
def voter(organization, member):
    with scope(organization):
        return new_council(member).members[0]


@pytest.fixture
def reviews(organization, voter, member):
    """Five reviews, the first to be decided last."""
    owner = member(name="Olive Owner")
    with scope(organization):
        opened = [open_for(new_case(owner, title=f"Case {n}")) for n in range(5)]
        for place, review in enumerate(opened):
            due = timezone.now() + dt.timedelta(days=9 - place)
            Review.objects.filter(pk=review.pk).update(due_at=due)
    return opened


def test_owed_votes_are_turned_by_the_page_most_urgent_first(
    few_on_a_page, voter, reviews, client_for
):
    browser = client_for(voter)
    pages = [browser.get(f"{DOCKET}?page={n}").content.decode() for n in (1, 2, 3)]

    shown = [[n for n in range(5) if f">Case {n}<" in page] for page in pages]
    assert shown == [[3, 4], [1, 2], [0]]
    assert "1–2 of 5" in pages[0]
    assert "page=2" in pages[0]


def test_what_is_voted_is_shown_up_to_a_limit(
    few_on_a_page, organization, voter, reviews, client_for
):
    with scope(organization):
        for review in reviews[:3]:
            vote(Review.objects.get(pk=review.pk), voter, VoteChoice.APPROVE)

    page = client_for(voter).get(DOCKET).content.decode()

    assert "One more comes after these." in page
    assert page.count('class="tile"') == 4


def test_conditions_are_shown_up_to_a_limit(few_on_a_page, organization, voter, member, client_for):
    owner = member(name="Olive Owner")
    with scope(organization):
        case = new_case(owner)
        decision = _approve(case, owner)
        for place in range(1, 6):
            Condition.objects.create(
                decision=decision,
                use_case=case,
                position=place,
                text=f"Close finding {place}",
                owner=owner,
                due_on=timezone.localdate() + dt.timedelta(days=place),
            )

    page = client_for(owner).get(DOCKET).content.decode()

    assert [n for n in range(1, 6) if f"Close finding {n}" in page] == [1, 2]
    assert "3 more come after these." in page


def _approve(case, owner):
    return Decision.objects.create(
        number=1,
        use_case=case,
        assessment=make_assessment(case, tier="low", submitted_by=owner),
        gate="discovery",
        path="self_service",
        tier="low",
        outcome="approved_with_conditions",
        title=case.title,
        started_at=timezone.now(),
        decided_at=timezone.now(),
        decided_by="tests",
    )
