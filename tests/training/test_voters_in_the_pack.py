"""The audit pack proves that who voted was trained for it then, whatever happened since."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.pack.assemble import assemble
from coe_portal.tenancy.scope import scope
from governance.activities import VOTE
from governance.choices import VoteChoice
from governance.models.reviews import Review
from intake.actions import rulebooks
from tests.audit.pack import case as stories
from tests.fixtures.organizations import OPERATOR
from tests.training.conftest import certify
from training.actions.certification import revoke_certificate
from training.actions.requirements import RequirementTerms, drop_requirement, require_course
from training.queries.standing import Moment, standings

DAY = dt.timedelta(days=1)


def require(course, **fields):
    terms = RequirementTerms(VOTE.code, course, timezone.localdate(), **fields)
    return require_course(terms, actor=OPERATOR)


def training_of(case):
    case.refresh_from_db()
    case_file = assemble(case, requested_by="Ana Auditor", at=timezone.now())
    html = {chapter.key: chapter.html for chapter in case_file.chapters}["training"]
    return json.loads(case_file.evidence)["sections"]["training"], html


@pytest.fixture
def opened(in_scope, member):
    """(case, review, its four voters) before anybody has voted."""
    rulebooks.install_defaults(in_scope, actor=OPERATOR)
    people = stories.found_board(member)
    owner = member(Role.MODEL_OWNER, name="Olive Owner")
    case = stories.register(owner)
    stories.submit(case, owner, **stories.HIGH)
    return case, Review.objects.get(use_case=case), people


def vote_all(review, people):
    for person in people:
        stories.vote(review, person, VoteChoice.APPROVE)


def test_each_vote_names_the_certificate_that_held(opened, course, member):
    case, review, people = opened
    taught = course(member(), title="Responsible AI")
    required = require(taught, grace_days=14)
    certificates = [certify(one, taught, lapses_in=30 * DAY) for one in people[:-1]]
    late = certify(people[-1], taught, lapses_in=-2 * DAY)
    vote_all(review, people)
    with time_machine.travel(timezone.now() + DAY, tick=False):
        revoke_certificate(certificates[0], "Copied", actor=Actor.member(member(Role.COE_STAFF)))
        certify(people[1], taught)
        drop_requirement(required, actor=OPERATOR)
        (data,), html = training_of(case)

    voters = {voter["member"]: voter["required"] for voter in data["voters"]}
    assert [voters[str(one)][0]["certificate"] for one in people] == [
        *(one.reference for one in certificates),
        late.reference,
    ]
    assert [voters[str(one)][0]["state"] for one in people] == [*["current"] * 3, "grace"]
    first = voters[str(people[0])][0]
    assert (first["course"], first["title"]) == (taught.reference, "Responsible AI")
    assert first["issued_at"] == certificates[0].issued_at.isoformat()
    assert first["expires_at"] == certificates[0].expires_at.isoformat()
    assert first["revoked_at"] is not None
    for text in (certificates[0].reference, "Current", "Within 14 days of grace", "Revoked on"):
        assert text in html


def test_what_was_required_later_is_not_asked_of_earlier_votes(opened, course, member):
    case, review, people = opened
    vote_all(review, people)
    with time_machine.travel(timezone.now() + DAY, tick=False):
        require(course(member()))
        (data,), html = training_of(case)

    assert [voter["required"] for voter in data["voters"]] == [[], [], [], []]
    assert html.count("Voting required no course then.") == len(people)


def test_nobody_is_told_who_voted_in_an_open_review(opened, course, member):
    case, review, people = opened
    taught = course(member())
    require(taught)
    certificate = certify(people[0], taught)
    stories.vote(review, people[0], VoteChoice.APPROVE)

    (data,), html = training_of(case)

    assert data == {"review": review.reference, "is_open": True, "voters": []}
    assert certificate.reference not in html
    assert "who voted is told when it is closed" in html


def test_a_case_without_reviews_says_so(in_scope, member):
    rulebooks.install_defaults(in_scope, actor=OPERATOR)

    data, html = training_of(stories.register(member(Role.MODEL_OWNER)))

    assert data == []
    assert "no review was opened" in html


def test_many_voters_cost_as_many_queries_as_one(
    in_scope, course, member, django_assert_num_queries
):
    taught = course(member())
    require(taught)
    people = [member() for _ in range(20)]
    for one in people:
        certify(one, taught)
    moments = [Moment(one.pk, timezone.now()) for one in people]
    standings(VOTE.code, moments)  # what this transaction recorded is written before it is read
    for some in (moments[:1], moments):
        with django_assert_num_queries(4):
            found = standings(VOTE.code, some)
        assert [len(found[one]) for one in some] == [1] * len(some)


def test_requirements_and_certificates_of_others_do_not_count(
    organization, other_organization, course, member
):
    with scope(other_organization):
        theirs = course(member(organization=other_organization))
        require(theirs)
    voter = member()
    with scope(organization):
        ours = course(member())
        require(ours)
        moment = Moment(voter.pk, timezone.now())
        (standing,) = standings(VOTE.code, [moment])[moment]

    assert (standing.course, standing.state, standing.certificate) == (ours, "missing", None)
