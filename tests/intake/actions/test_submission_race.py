"""Saving and submitting at the same moment: one assessment, and no saved answer left out of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.audit.verification import verify_chain
from coe_portal.errors import InvalidTransition, StaleState
from coe_portal.tenancy.scope import scope
from intake.actions import drafting, registration, rulebooks, submission
from intake.models import Assessment, DraftSection, UseCase
from tests.fixtures.organizations import OPERATOR
from tests.intake.answers import complete_answers

SAVERS, SUBMITTERS = 6, 4

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def draft(organization, actor):
    with scope(organization):
        rulebooks.install_defaults(organization, actor=OPERATOR)
        facts = registration.Registration("Race", "Two at once.", "All", actor.membership_id)
        draft = registration.register_use_case(facts, actor=actor).drafts.get()
        for section in draft.sections.all():
            drafting.save_section(draft, section.key, complete_answers(), revision=0, actor=actor)
        return draft


def at_once(organization, jobs):
    """Each job in a thread and a transaction of its own; what came of it."""
    start = Barrier(len(jobs))

    def run(job):
        try:
            start.wait(timeout=60)
            with scope(organization):
                return job()
        except (InvalidTransition, StaleState) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_saves_and_submissions_at_the_same_moment(organization, draft, actor):
    def save(number):
        return lambda: drafting.save_section(
            draft, "business", {"workflow": f"Team {number}"}, revision=1, actor=actor
        )

    went = at_once(
        organization,
        [save(number) for number in range(SAVERS)]
        + [lambda: submission.submit_use_case(draft, actor=actor)] * SUBMITTERS,
    )

    assert sum(isinstance(result, Assessment) for result in went) == 1
    assert sum(isinstance(result, drafting.SavedSection) for result in went) <= 1
    with scope(organization):
        stored = DraftSection.objects.get(draft=draft, key="business").answers
        assert Assessment.objects.get().answers["workflow"] == stored["workflow"]
        assert verify_chain() is None


def test_registrations_at_the_same_moment_are_numbered_without_gap(organization, draft, actor):
    assert isinstance(actor, Actor)
    facts = registration.Registration("Race", "Two at once.", "All", actor.membership_id)

    at_once(organization, [lambda: registration.register_use_case(facts, actor=actor)] * 8)

    with scope(organization):
        numbers = sorted(UseCase.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 10))
