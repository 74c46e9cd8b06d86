"""Recusal: nobody judges their own case, and no voice counts twice."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, strategies as st

from governance.choices import RecusalKind
from governance.logic.recusal import (
    Appointment,
    Candidate,
    Involvement,
    Sitting,
    barred,
    choose_reviewer,
    seat_review,
)

people = st.integers(1, 8)


@st.composite
def appointments(draw):
    """Seats with a member, an alternate and a delegate, or without; people sit where they like."""
    size = draw(st.integers(1, 6))
    anyone = st.none() | people
    return [
        Appointment(seat, draw(anyone), draw(anyone), draw(st.none() | st.none() | people))
        for seat in range(size)
    ]


speaking = st.frozensets(people, max_size=3)
involvements = st.lists(st.builds(Involvement, people, st.sampled_from(list(RecusalKind))))


@given(appointments(), involvements, speaking)
def test_nobody_who_is_barred_votes(places, parts, taken):
    voters = {sitting.voter for sitting in seat_review(places, parts, taken=taken)}
    assert not voters & barred(parts)


@given(appointments(), involvements, speaking)
def test_one_person_has_one_voice(places, parts, taken):
    """Counted together with those who speak for other seats already."""
    voters = [s.voter for s in seat_review(places, parts, taken=taken) if s.voter is not None]
    assert len(voters) == len(set(voters))
    assert not set(voters) & taken


@given(appointments(), involvements, speaking)
def test_only_a_seats_own_people_speak_for_it(places, parts, taken):
    own = {place.seat: {place.first, place.alternate} for place in places}
    for sitting in seat_review(places, parts, taken=taken):
        assert sitting.voter is None or sitting.voter in own[sitting.seat]


@given(appointments(), involvements, speaking)
def test_while_a_seat_is_delegated_its_member_does_not_speak_for_it(places, parts, taken):
    for place, sitting in zip(places, seat_review(places, parts, taken=taken), strict=True):
        if place.delegate is not None and place.member not in {place.delegate, place.alternate}:
            assert sitting.voter != place.member or sitting.voter is None


@given(appointments(), involvements, speaking)
def test_a_seat_is_empty_only_when_nobody_of_it_is_free(places, parts, taken):
    sittings = seat_review(places, parts, taken=taken)
    busy = barred(parts) | taken | {sitting.voter for sitting in sittings}
    for place, sitting in zip(places, sittings, strict=True):
        if sitting.recused:
            assert {place.first, place.alternate} - {None} <= busy


@given(appointments(), involvements, people)
def test_one_recusal_more_never_fills_more_seats(places, parts, person):
    more = [*parts, Involvement(person, RecusalKind.CONFLICT)]
    before, after = (
        sum(not sitting.recused for sitting in seat_review(places, known))
        for known in (parts, more)
    )
    assert after <= before


@given(appointments())
def test_without_involvement_the_first_of_each_seat_sits(places):
    first = [place.first for place in places]
    for place, sitting in zip(places, seat_review(places, []), strict=True):
        if place.first is not None and first.count(place.first) == 1:
            assert sitting == Sitting(place.seat, place.first)


def test_the_alternate_stands_in_for_a_recused_member():
    sponsor = Involvement(1, RecusalKind.SPONSOR)
    assert seat_review([Appointment(7, 1, alternate=2)], [sponsor]) == (Sitting(7, 2, True),)


def test_a_seat_with_nobody_left_is_recused():
    parts = [Involvement(1, RecusalKind.SUBMITTER), Involvement(2, RecusalKind.CONFLICT)]
    (sitting,) = seat_review([Appointment(7, 1, alternate=2)], parts)
    assert sitting.recused


def test_an_alternate_who_holds_a_seat_does_not_stand_in():
    places = [Appointment(1, 10, alternate=20), Appointment(2, 20)]
    first, second = seat_review(places, [Involvement(10, RecusalKind.TECH_LEAD)])
    assert (first.voter, second.voter) == (None, 20)


def test_the_least_loaded_reviewer_is_chosen_then_the_one_who_waited_longest():
    monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    busy = Candidate(1, open_reviews=2, last_assigned_at=monday)
    recent = Candidate(2, open_reviews=1, last_assigned_at=friday)
    waiting = Candidate(3, open_reviews=1, last_assigned_at=monday)
    new = Candidate(4, open_reviews=1)
    assert choose_reviewer([busy, recent, waiting], []) == 3
    assert choose_reviewer([busy, recent, waiting, new], []) == 4


@given(
    st.lists(st.builds(Candidate, people, st.integers(0, 3)), unique_by=lambda c: c.member),
    involvements,
    st.randoms(),
)
def test_the_choice_is_fair_and_does_not_depend_on_order(candidates, parts, random):
    chosen = choose_reviewer(candidates, parts)
    assert chosen == choose_reviewer(random.sample(candidates, len(candidates)), parts)
    able = [one for one in candidates if one.member not in barred(parts)]
    assert (chosen is None) == (not able)
    if able:
        assert next(one.open_reviews for one in able if one.member == chosen) == min(
            one.open_reviews for one in able
        )
