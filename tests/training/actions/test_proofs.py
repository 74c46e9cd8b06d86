"""Certificates of other providers count once somebody else has checked them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from training.actions.enrolment import enrol
from training.actions.proofs import ProofTerms, accept_proof, decline_proof, offer_proof
from training.actions.requirements import RequirementTerms, require_course
from training.choices import EnrollmentStatus, ProofState
from training.models.certificates import Certificate, ExternalProof
from training.queries.currency import is_current

pytestmark = pytest.mark.usefixtures("in_scope")

TODAY = timezone.localdate()
VOTE = "governance.vote"


@pytest.fixture
def holder(member):
    return member(name="Hana Holder")


@pytest.fixture
def checker(member):
    return Actor.member(member(Role.COE_STAFF, name="Chris Checker"))


@pytest.fixture
def offer(course, member, holder):
    def make(*, of=None, by=holder, **fields):
        of = of or course(member(), valid_months=12)
        values = {"issued_on": TODAY, "link": "https://example.org/badge", **fields}
        terms = ProofTerms(of, "AI Act practitioner", "Academy", **values)
        return offer_proof(terms, actor=Actor.member(by))

    return make


def test_staff_hear_of_an_offer_and_its_file_is_kept(offer, checker):
    proof = offer(link="", file=ContentFile(b"%PDF-1.4\n%%EOF", name="badge.pdf"))
    assert proof.attachment.name == "badge.pdf"
    told = Notification.objects.get(kind="training.proof_to_check")
    assert told.recipient == checker.membership
    event = AuditEvent.objects.about(proof).get(action="training.proof.offered")
    assert event.after["file"] == proof.attachment.sha256


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("file", {"link": ""}),
        ("issued_on", {"issued_on": TODAY + dt.timedelta(days=3)}),
        ("expires_on", {"expires_on": TODAY - dt.timedelta(days=3)}),
    ],
)
def test_what_cannot_be_checked_is_refused(field, values, offer):
    with pytest.raises(InvalidInput) as refused:
        offer(**values)
    assert set(refused.value.errors) == {field}
    assert not ExternalProof.objects.exists()


def test_one_proof_at_a_time_waits_for_a_course(offer):
    first = offer()
    with pytest.raises(RuleViolation, match="not checked yet"):
        offer(of=first.course)
    assert ExternalProof.objects.count() == 1


def test_an_accepted_proof_makes_its_holder_current(offer, checker, holder):
    proof = offer()
    terms = RequirementTerms(VOTE, proof.course, TODAY)
    require_course(terms, actor=checker)
    assert not is_current(holder, VOTE)

    certificate = accept_proof(proof, actor=checker)

    assert is_current(holder, VOTE)
    proof.refresh_from_db()
    assert (proof.state, proof.checked_by) == (ProofState.ACCEPTED, checker.membership)
    assert (certificate.proof, certificate.member) == (proof, holder)


def test_the_certificate_lapses_with_the_first_of_both_ends(offer, checker):
    early = TODAY + dt.timedelta(days=40)
    certificate = accept_proof(offer(expires_on=early), actor=checker)
    assert certificate.expires_at.date() == early
    old = accept_proof(offer(issued_on=TODAY - dt.timedelta(days=200)), actor=checker)
    assert old.expires_at - timezone.now() < dt.timedelta(days=167)


def test_a_proof_that_has_lapsed_by_the_courses_own_rule_is_not_accepted(offer, checker):
    proof = offer(issued_on=TODAY - dt.timedelta(days=500))
    with pytest.raises(RuleViolation, match="holds no longer"):
        accept_proof(proof, actor=checker)
    proof.refresh_from_db()
    assert proof.state == ProofState.OFFERED
    assert not Certificate.objects.exists()


def test_an_enrolment_in_the_course_is_completed_with_it(offer, checker, holder, course, member):
    offered = course(member())
    enrollment = enrol(offered, holder, actor=Actor.member(holder))
    certificate = accept_proof(offer(of=offered), actor=checker)
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.COMPLETED
    assert certificate.enrollment == enrollment


def test_nobody_checks_their_own(offer, checker):
    proof = offer(by=checker.membership)
    with pytest.raises(NotAllowed):
        accept_proof(proof, actor=checker)


def test_a_learner_does_not_check(offer, member):
    with pytest.raises(NotAllowed):
        decline_proof(offer(), "No.", actor=Actor.member(member()))


def test_a_declined_proof_says_why_and_another_may_follow(offer, checker, holder):
    proof = decline_proof(offer(), "It is of somebody else.", actor=checker)
    told = Notification.objects.get(kind="training.proof_declined")
    assert (told.recipient, told.text) == (holder, "It is of somebody else.")
    with pytest.raises(InvalidTransition, match="already"):
        accept_proof(proof, actor=checker)
    assert offer(of=proof.course).state == ProofState.OFFERED
