"""Decisions are found by words, in one organization only, through the index of the words."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.models.decisions import Decision
from tests.governance.conftest import new_case, open_for
from tests.tenancy.rows import as_table_owner, become

WORDS = "EXPLAIN SELECT id FROM governance_decision WHERE search @@ 'fraud'::tsquery"


@pytest.fixture
def decide(make_case):
    """`decide(title)`: a decision that the policy takes at once."""

    def make(title: str) -> Decision:
        return open_for(make_case(tier="low", title=title))

    return make


def titles(rows) -> list[str]:
    return list(rows.values_list("title", flat=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fraud", 2),
        ("detecting frauds", 1),
        ('"card payments"', 1),
        ("fraud -claims", 1),
        ("claims or rooms", 2),
        ("hospital", 0),
        ("", 0),
        ("\x00", 0),
        ("'); DROP TABLE x; --", 0),
    ],
)
def test_decisions_are_found_by_words(decide, text, expected):
    decide("Detect fraud in card payments")
    decide("Fraud in claims")
    decide("Meeting rooms")
    assert Decision.objects.matching(text).count() == expected


def test_the_best_match_comes_first(decide):
    decide("Fraud and other risks of the many branches")
    decide("Fraud fraud")
    assert titles(Decision.objects.matching("fraud"))[0] == "Fraud fraud"


def test_another_organization_finds_its_own_decisions(decide, member, other_organization):
    decide("Fraud here")
    with scope(other_organization):
        owner = member(Role.SUBMITTER, organization=other_organization)
        open_for(new_case(owner, tier="low", title="Fraud there"))
        assert titles(Decision.objects.matching("fraud")) == ["Fraud there"]
    assert titles(Decision.objects.matching("fraud")) == ["Fraud here"]


def test_the_function_sees_the_organization_in_scope_and_nothing_without_one(
    decide, other_organization
):
    own = decide("Fraud here")
    with as_table_owner() as cursor:
        found = {}
        for owner in (own.organization_id, other_organization.pk, ""):
            become(cursor, organization_id=owner)
            cursor.execute("SELECT governance_matching('fraud')")
            found[owner] = [key for (key,) in cursor.fetchall()]
    assert found == {own.organization_id: [own.pk], other_organization.pk: [], "": []}


def test_the_owner_reads_the_index_of_the_words_and_the_policy_keeps_others_from_it(decide):
    """Why there is a function."""
    own = decide("Fraud here")

    def plan(cursor) -> str:
        cursor.execute(WORDS)
        return "\n".join(line for (line,) in cursor.fetchall())

    with as_table_owner() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        as_owner = plan(cursor)
        become(cursor, organization_id=own.organization_id)
        under_policy = plan(cursor)
    assert "decision_search" in as_owner
    assert "decision_search" not in under_policy


def test_the_list_asks_the_function(decide):
    decide("Fraud here")
    asked = Decision.objects.matching("fraud").explain(verbose=True)
    assert "governance_matching" in asked
    assert "@@" not in asked
    assert "to_tsvector" not in asked
