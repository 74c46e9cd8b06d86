from __future__ import annotations

from hypothesis import given, strategies as st

from governance.choices import Standing
from governance.logic.coverage import Basis, Facts, Reason, Rule, applies, count, standing

CLASSES = ["high", "limited", "minimal"]
ROLES = ["provider", "deployer", "importer", "product_manufacturer"]
TIERS = ["low", "medium", "high"]
CODES = ["A", "B", "C", "D"]
ids = st.frozensets(st.integers(1, 6))


def sets(values):
    return st.frozensets(st.sampled_from(values))


facts = st.builds(
    Facts,
    tier=st.sampled_from(TIERS),
    ai_act_class=st.sampled_from(CLASSES),
    roles=sets(ROLES),
    named=st.none() | sets(CODES),
)
rules = st.lists(
    st.builds(
        Rule,
        id=st.integers(1, 100),
        code=st.sampled_from(CODES),
        roles=sets(ROLES),
        classes=sets(CLASSES),
        tiers=sets(TIERS),
        by_finding=st.booleans(),
    ),
    unique_by=lambda rule: rule.id,
)


def test_the_reason_names_the_facts_that_decide():
    rule = Rule(1, "Art. 26", frozenset({"deployer"}), frozenset({"high"}))
    case = Facts("medium", "high", frozenset({"deployer", "importer"}))

    assert applies(rule, case) == Reason(Basis.FACTS, ("deployer",), "high")
    assert applies(rule, Facts("medium", "minimal", frozenset({"deployer"}))) is None
    assert applies(rule, Facts("medium", "high", frozenset({"importer"}))) is None


def test_a_rule_without_conditions_applies_to_all():
    assert applies(Rule(1, "GOVERN 1.1"), Facts("low")) == Reason(Basis.ALL)


def test_a_product_manufacturer_has_the_duties_of_a_provider():
    rule = Rule(1, "Art. 9", frozenset({"provider"}))

    assert applies(rule, Facts("high", "high", frozenset({"product_manufacturer"}))) is not None


def test_what_the_law_names_decides_where_somebody_answered():
    rule = Rule(1, "Art. 50(1)", classes=frozenset({"limited"}), by_finding=True)

    assert applies(rule, Facts("low", "limited", named=frozenset({"Art. 50(1)"}))) == Reason(
        Basis.NAMED
    )
    assert applies(rule, Facts("low", "limited", named=frozenset())) is None
    assert applies(rule, Facts("low", "limited", named=None)) is not None


@given(ids, ids, ids, st.integers(1, 6))
def test_more_evidence_never_makes_it_worse(linked, needed, fulfilled, more):
    order = [Standing.OPEN, Standing.PARTLY, Standing.COVERED]

    before = standing(linked, needed, fulfilled)
    after = standing(linked, needed, fulfilled | {more})

    assert order.index(after) >= order.index(before)


@given(ids, ids, ids, ids)
def test_a_waiver_never_covers_and_spares_only_what_is_missing(linked, needed, fulfilled, waived):
    without = standing(linked, needed, fulfilled)
    state = standing(linked, needed, fulfilled, waived)

    missing = (linked & needed) - fulfilled
    assert state == (Standing.WAIVED if missing and missing <= waived else without)
    assert (state == Standing.COVERED) == (without == Standing.COVERED)


@given(ids, ids, ids)
def test_covered_means_shown_and_nothing_needed_left(linked, needed, fulfilled):
    is_covered = standing(linked, needed, fulfilled) == Standing.COVERED

    assert is_covered == (bool(linked & fulfilled) and linked & needed <= fulfilled)


@given(rules, facts, ids, ids, sets(CODES))
def test_each_requirement_that_applies_is_counted_once(found, case, needed, fulfilled, excluded):
    linked = {rule.id: frozenset({rule.id % 7}) for rule in found}

    result = count(
        found, case, linked=linked, needed=needed, fulfilled=fulfilled, excluded=excluded
    )

    counted = [*result.covered, *result.partly, *result.open, *result.excluded]
    assert sorted(counted) == sorted(rule.id for rule in found if applies(rule, case))
    by_id = {rule.id: rule.code for rule in found}
    assert all(by_id[one] in excluded for one in result.excluded)
    assert not any(by_id[one] in excluded for one in result.covered + result.open)
