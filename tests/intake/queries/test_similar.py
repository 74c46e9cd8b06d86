from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.actions import registration, rulebooks
from intake.models import UseCase
from intake.queries.similar import similar_use_cases
from tests.fixtures.organizations import OPERATOR


def titles(found):
    return [similar.use_case.title for similar in found]


def test_what_is_spelled_alike_or_speaks_of_the_same_is_found_closest_first(register, actor):
    register("Fraud detection for card payments")
    register("Detect fraud in insurance claims", summary="Flags claims for a closer look.")
    register("Meeting room forecast", summary="How many rooms are needed next week.")

    found = similar_use_cases("fraud detection", actor.membership)

    assert titles(found)[0] == "Fraud detection for card payments"
    assert "Detect fraud in insurance claims" in titles(found)
    assert "Meeting room forecast" not in titles(found)


def test_a_typing_error_still_finds(register, actor):
    register("Fraud detection for card payments")

    assert titles(similar_use_cases("fruad detecton card payment", actor.membership))


@pytest.mark.parametrize("text", ["", "fr", "the of and", "'); DROP TABLE x; --", "\x00\x00\x00"])
def test_text_that_says_nothing_finds_nothing(register, actor, text):
    register("Fraud detection for card payments")

    assert similar_use_cases(text, actor.membership) == []


def test_the_case_being_written_is_left_out(register, actor):
    case = register("Fraud detection for card payments")

    assert similar_use_cases("fraud detection", actor.membership, leave_out=case.pk) == []


def test_another_organization_has_its_own_neighbours(register, member, other_organization, actor):
    register("Fraud detection for card payments")
    stranger = member(Role.COE_STAFF, organization=other_organization)
    with scope(other_organization):
        rulebooks.install_defaults(other_organization, actor=OPERATOR)
        payload = registration.Registration(
            "Fraud detection in billing", "Looks at bills.", "Billing", owner_id=stranger.pk
        )
        registration.register_use_case(payload, actor=Actor.member(stranger))
        found = similar_use_cases("fraud detection", stranger)
        matching = UseCase.objects.matching("fraud").values_list("title", flat=True)
        assert titles(found) == list(matching) == ["Fraud detection in billing"]

    assert titles(similar_use_cases("fraud detection", actor.membership)) == [
        "Fraud detection for card payments"
    ]


@pytest.mark.parametrize("cases", [1, 30])
def test_neighbours_take_two_queries(register, actor, django_assert_num_queries, cases):
    for number in range(cases):
        register(f"Fraud detection {number}")

    with django_assert_num_queries(2):
        assert similar_use_cases("fraud detection", actor.membership)[0].use_case.owner_label


@pytest.mark.parametrize(
    ("text", "expected"),
    [("fraud", 1), ("card fraud", 1), ("frau", 1), ("uc-2", 1), ("hospital", 0), ("UC-99", 0)],
)
def test_the_list_is_searched_by_words_beginnings_and_reference(register, text, expected):
    register("Meeting rooms")
    register("Fraud detection for card payments")

    assert UseCase.objects.matching(text).count() == expected
