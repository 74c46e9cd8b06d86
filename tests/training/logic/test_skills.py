"""Gaps, tallies, change and the tree of units, for whatever numbers there are."""

from __future__ import annotations

from hypothesis import given, strategies as st

from coe_portal.tenancy.units import rolled_up, subtree, with_ancestors
from training.logic.skills import (
    Tally,
    changes,
    gaps,
    highest_targets,
    level_that_counts,
    missing_levels,
    summed,
    tally,
)

levels = st.integers(0, 4)
maybe = st.none() | levels
people = st.lists(st.tuples(maybe, maybe), max_size=30)
held = st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 5)), levels, max_size=30)
# A tree: each unit stands below one with a smaller number, or below none.
trees = st.lists(st.integers(0, 20), min_size=1, max_size=20).map(
    lambda above: {unit: (up % unit) or None for unit, up in enumerate(above, start=1)}
)


@given(maybe, maybe)
def test_the_managers_level_counts_where_there_is_one(own, manager):
    assert level_that_counts(own, manager) == (own if manager is None else manager)


@given(maybe, maybe)
def test_nobody_misses_less_than_nothing(level, target):
    assert 0 <= missing_levels(level, target) <= (target or 0)


@given(st.dictionaries(st.integers(1, 9), maybe), st.dictionaries(st.integers(1, 9), levels))
def test_gaps_are_exactly_the_skills_below_target_with_the_largest_first(held, targets):
    found = gaps(held, targets)

    assert {gap.skill for gap in found} == {
        skill for skill, target in targets.items() if (held.get(skill) or 0) < target
    }
    assert [gap.missing for gap in found] == sorted((gap.missing for gap in found), reverse=True)


@given(st.lists(st.tuples(st.integers(1, 5), levels)))
def test_of_several_job_roles_the_highest_target_counts(pairs):
    assert highest_targets(pairs) == {
        skill: max(level for other, level in pairs if other == skill) for skill, _level in pairs
    }


@given(people, people)
def test_tallies_of_two_groups_are_the_tally_of_both(first, second):
    assert tally(first) + tally(second) == tally([*first, *second])
    assert summed([tally(first), tally(second)]) == tally([*first, *second])


@given(people)
def test_a_share_is_a_share_and_an_average_a_level(group):
    total = tally(group)

    assert total.share is None or 0 <= total.share <= 1
    assert total.average is None or 0 <= total.average <= 4
    assert 0 <= total.short <= total.missing
    assert (total.gap is None) == (total.wanted == 0)


def test_nobody_has_no_average():
    assert (Tally().average, Tally().share, Tally().gap) == (None, None, None)


@given(held, held)
def test_change_is_of_those_in_both_rounds(before, after):
    found = {change.skill: change for change in changes(before, after)}

    assert set(found) == {skill for _member, skill in before.keys() & after.keys()}
    for change in found.values():
        assert change.risen + change.fallen <= change.people
        assert (change.difference > 0) <= (change.risen > 0)


@given(held)
def test_nothing_changed_is_no_change(before):
    assert all(change.difference == 0 for change in changes(before, before))


@given(trees)
def test_every_unit_is_in_the_subtree_of_all_above_it(parents):
    for unit in parents:
        assert all(unit in subtree(above, parents) for above in with_ancestors(unit, parents))


@given(trees)
def test_rolled_up_numbers_are_the_sums_of_subtrees(parents):
    own = {unit: unit for unit in parents}

    assert rolled_up(own, parents) == {unit: sum(subtree(unit, parents)) for unit in parents}


def test_a_circle_of_units_ends():
    assert with_ancestors(1, {1: 2, 2: 1}) == [1, 2]
