"""A year of each organization, played once by real actions at past dates, and what it leaves."""

from __future__ import annotations

import dataclasses

import pytest
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from demo.founding import give_sign_ins
from demo.play import play
from demo.script import CONTENT, load
from demo.uptime import run_since_last_year
from tests.demo.rooms import (
    assurance,
    councils,
    hazards,
    ledgers,
    models,
    numbers,
    portfolio,
    quarters,
    schooling,
)

pytestmark = pytest.mark.slow

# A few use cases: what the rooms tell of is about these.
BANK = {
    *("loan-scoring", "rebalancing", "collections-timing", "meeting-prep", "cv-screening"),
    *("branch-staffing", "archive", "card-chat", "suitability", "covenants", "call-notes"),
    "card-fraud",
}
HOSPITAL = {"sepsis", "falls", "antibiotics"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("folder", "cases", "checks"),
    [
        (
            "bank",
            BANK,
            (
                portfolio.cases_end_where_the_script_says,
                portfolio.the_trail_is_whole,
                schooling.training_left_something_of_everything,
                hazards.risks_of_the_bank,
                councils.minutes_and_a_meeting_to_come,
                assurance.something_of_everything,
                assurance.incidents,
                assurance.compliance,
                assurance.policies,
                models.vendors_of_the_bank,
                models.models_of_the_bank,
                models.documents_of_the_bank,
                models.drift_of_the_bank,
                ledgers.benefits_of_the_bank,
                numbers.numbers_of_the_bank_are_there,
                numbers.what_was_kept_is_what_a_loop_gives,
                numbers.what_is_measured_is_what_a_loop_gives_and_what_it_opens,
                numbers.ended_quarters_stay_as_they_were,
                quarters.quarters_are_signed,
                models.holdings_of_the_bank,
            ),
        ),
        (
            "hospital",
            HOSPITAL,
            (
                portfolio.the_trail_is_whole,
                hazards.risks_of_the_hospital,
                models.drift_of_the_hospital,
                ledgers.benefits_of_the_hospital,
                numbers.numbers_of_the_hospital_are_there,
                numbers.what_was_kept_is_what_a_loop_gives,
                numbers.what_is_measured_is_what_a_loop_gives_and_what_it_opens,
                numbers.ended_quarters_stay_as_they_were,
            ),
        ),
    ],
)
def test_the_year_ends_where_the_script_says(folder, cases, checks, subtests):
    script = load(CONTENT / folder)
    few = [case for case in script.cases if case.key in cases]
    now = timezone.now()
    give_sign_ins([script])
    run_since_last_year(now)
    played = play(dataclasses.replace(script, cases=few), now)
    with scope(played.house.organization):
        for check in checks:
            with subtests.test(check.__name__):
                check()
