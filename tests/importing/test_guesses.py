from __future__ import annotations

import pytest

from coe_portal.importing.guesses import Target, guess_columns, likeness

TARGETS = [
    Target("email", "E-mail", ("user name",)),
    Target("completed_on", "Completed on", ("completion date",)),
    Target("valid_until", "Valid until", ("expiry date",)),
]


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Completion date", "completion  DATE.", 1, 1),
        ("Completion date", "Date of completion", 0.95, 0.95),
        ("Completion date", "Expiry date", 0.2, 0.4),
        ("Completion date", "Course", 0, 0),
        ("", "Course", 0, 0),
    ],
)
def test_likeness_counts_common_words(one, other, least, most):
    assert least <= likeness(one, other) <= most


def test_the_surest_pair_goes_first_and_no_column_is_taken_twice():
    headers = ["Expiry date", "Completion date", "User name", "Notes"]

    assert guess_columns(TARGETS, headers) == {
        "email": "User name",
        "completed_on": "Completion date",
        "valid_until": "Expiry date",
    }


def test_nothing_is_guessed_without_a_common_word():
    assert guess_columns(TARGETS, ["Notes", "Remarks"]) == {}
