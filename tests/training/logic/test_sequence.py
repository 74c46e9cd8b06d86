"""No course comes before itself, over generated catalogues."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from hypothesis import given, strategies as st

from training.logic.sequence import closes_circle

courses = st.integers(0, 7)
catalogues = st.dictionaries(courses, st.sets(courses, max_size=3))


def has_circle(needed: dict[int, set[int]]) -> bool:
    try:
        TopologicalSorter(needed).prepare()
    except CycleError:
        return True
    return False


@given(catalogues, courses, st.sets(courses, max_size=3))
def test_a_circle_is_found_exactly_when_there_would_be_one(needed, course, wanted):
    rest = {one: needs for one, needs in needed.items() if one != course}
    if not has_circle(rest):
        assert closes_circle(course, wanted, rest) is has_circle({**rest, course: wanted})


@given(catalogues, courses)
def test_needing_nothing_or_oneself(needed, course):
    assert not closes_circle(course, [], needed)
    assert closes_circle(course, [course], needed)
