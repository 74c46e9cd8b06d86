"""Vendors are proposed, approved by somebody else, suspended and reinstated."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from registry.actions.operations import InputTerms, add_input
from registry.actions.promotion import Move, promote_version
from registry.actions.registration import ModelTerms, change_model
from registry.actions.reviewing import complete_review
from registry.actions.vendor_papers import (
    CertificateTerms,
    Judgement,
    Points,
    add_certificate,
    evaluate_vendor,
    review_vendor,
    withdraw_certificate,
)
from registry.actions.vendors import (
    approve_vendor,
    change_vendor,
    end_vendor,
    propose_again,
    propose_vendor,
    reinstate_vendor,
    reject_vendor,
    suspend_vendor,
)
from registry.choices import (
    CertificateKind,
    Criterion,
    Fitness,
    InputKind,
    InputRole,
    ModelKind,
    Pledge,
    VendorStatus,
    VersionStage,
)
from registry.models.vendors import Vendor
from registry.queries.dependence import dependent_versions
from registry.queries.inventory import version_page
from registry.queries.marks import marks_of
from registry.queries.vendors import newest_scores
from tests.registry.models import new_model, new_version
from tests.registry.vendors import approved_vendor, evaluate, in_days, new_vendor, terms


@pytest.fixture
def boss(member):
    return member(Role.EXECUTIVE, name="Eve Executive")


def made_of(version, developer, **fields):
    given = {"kind": InputKind.MODEL, "role": InputRole.BASE, "name": "base", **fields}
    return add_input(version, InputTerms(**given), actor=Actor.member(developer))


def requirement(version):
    lines = {line.code: line for line in version_page(version).lines}
    return lines["registry.vendor_approved"].unmet


def titles(member):
    rows = Notification.objects.filter(recipient=member).order_by("pk")
    return list(rows.values_list("title", flat=True))


def test_a_vendor_is_proposed_and_approved_by_somebody_else(owner, staff, boss):
    vendor = propose_vendor(terms(owner, name=" Acme AI "), actor=Actor.member(staff))
    assert (vendor.reference, vendor.name, vendor.status) == (
        "VND-1",
        "Acme AI",
        VendorStatus.PROPOSED,
    )
    assert titles(owner) == ["You keep the vendor Acme AI"]
    evaluate(vendor)
    with pytest.raises(NotAllowed):
        approve_vendor(vendor, "", in_days(30), actor=Actor.member(staff))
    approved = approve_vendor(vendor, "Looked at it.", in_days(30), actor=Actor.member(boss))
    assert (approved.status, approved.review_on) == (VendorStatus.APPROVED, in_days(30))
    assert titles(staff) == ["Acme AI: Approved"]
    with pytest.raises(InvalidTransition):
        approve_vendor(vendor, "", in_days(30), actor=Actor.member(boss))


def test_an_approval_says_what_is_not_known_yet(owner, boss):
    vendor = new_vendor(owner, no_training=Pledge.UNKNOWN, places="")
    with pytest.raises(RuleViolation) as refused:
        approve_vendor(vendor, "", in_days(30), actor=Actor.member(boss))
    assert refused.value.context["missing"] == [
        "Say whether it trains on our data.",
        "Say where our data is processed.",
        "Evaluate it by every criterion.",
    ]


def test_an_approval_sets_a_day_that_is_to_come(owner, boss):
    vendor = new_vendor(owner)
    evaluate(vendor)
    for days in (0, 5 * 366):
        with pytest.raises(InvalidInput):
            approve_vendor(vendor, "", in_days(days), actor=Actor.member(boss))


def test_names_are_taken_once_and_a_contract_ends_after_it_begins(owner):
    vendor = new_vendor(owner)
    with pytest.raises(InvalidInput) as refused:
        new_vendor(owner, name="ACME ai", website="acme")
    assert refused.value.errors.keys() == {"name", "website"}
    late = terms(owner, contract_from=in_days(1), contract_until=in_days(0))
    with pytest.raises(InvalidInput) as refused:
        change_vendor(vendor, late, actor=Actor.member(owner))
    assert refused.value.errors.keys() == {"contract_until"}


def test_who_keeps_it_changes_it_and_others_do_not(owner, developer):
    vendor = new_vendor(owner)
    changed = change_vendor(vendor, terms(developer, places="EU, US"), actor=Actor.member(owner))
    assert (changed.owner, changed.places) == (developer, "EU, US")
    assert titles(developer) == ["You keep the vendor Acme AI"]
    with pytest.raises(NotAllowed):
        change_vendor(vendor, terms(owner), actor=Actor.member(owner))
    event = AuditEvent.objects.order_by("sequence").last()
    assert event.before["places"] == "EU"


def test_a_rejected_vendor_is_kept_as_it_is_until_it_is_proposed_again(owner, staff, boss):
    vendor = reject_vendor(new_vendor(owner), "Too dear.", actor=Actor.member(boss))
    with pytest.raises(InvalidTransition):
        change_vendor(vendor, terms(owner), actor=Actor.member(owner))
    with pytest.raises(InvalidTransition):
        complete_review(vendor, "Seen.", in_days(30), actor=Actor.member(owner))
    again = propose_again(vendor, "It is cheaper.", actor=Actor.member(staff))
    assert (again.status, again.proposed_by) == (VendorStatus.PROPOSED, staff)


def test_a_suspension_marks_what_stands_on_it_and_lifting_clears_it(
    model, version, owner, developer, boss, case
):
    vendor = approved_vendor(boss)
    change_model(
        model,
        ModelTerms(name=model.name, owner=owner, vendor=vendor),
        actor=Actor.member(owner),
    )
    child = new_version(new_model(owner, name="fine-tuned"), developer)
    made_of(child, developer, parent=version)
    grandchild = new_version(new_model(owner, name="assistant"), developer)
    made_of(grandchild, developer, parent=child)
    other = new_version(new_model(owner, name="apart"), developer)
    assert marks_of([version, child, grandchild, other]) == {}

    suspended = suspend_vendor(vendor, "They trained on our data.", actor=Actor.member(boss))
    marks = marks_of([version, child, grandchild, other])
    assert marks.keys() == {version.pk, child.pk, grandchild.pk}
    assert [mark.code for mark in marks[grandchild.pk]] == ["vendor_suspended"]
    assert set(dependent_versions(vendor)) == {version, child, grandchild}
    assert "Acme AI is suspended" in titles(owner)
    assert "Acme AI is suspended" in titles(developer)
    assert "Acme AI is suspended" in titles(case.owner)
    told = Notification.objects.filter(recipient=owner).order_by("pk").last()
    assert "assistant v1, fine-tuned v1, fraud-scorer v1" in told.text
    story = AuditEvent.objects.about(case).filter(action="registry.vendor.case_marked")
    assert story.count() == 1
    version.refresh_from_db()
    assert version.stage == VersionStage.NONE

    with pytest.raises(NotAllowed):
        reinstate_vendor(suspended, "Sorted.", in_days(90), actor=Actor.member(boss))
    back = reinstate_vendor(suspended, "Sorted.", in_days(90), actor=Actor.system("tests"))
    assert (back.status, back.review_on) == (VendorStatus.APPROVED, in_days(90))
    assert marks_of([version, child, grandchild]) == {}
    assert "Acme AI is approved again" in titles(owner)


def test_lineage_that_runs_in_a_circle_is_marked_once(model, version, developer, boss):
    vendor = approved_vendor(boss)
    second = new_version(model, developer)
    made_of(version, developer, parent=second)
    made_of(second, developer, parent=version)
    made_of(second, developer, kind=InputKind.VENDOR, name="Acme", vendor=vendor)
    end_vendor(vendor, "Bought by a rival.", actor=Actor.system("tests"))
    marks = marks_of([version, second])
    assert [len(marks[one.pk]) for one in (version, second)] == [1, 1]


def test_the_promotion_asks_for_vendors_that_are_approved(version, developer, boss, owner):
    assert requirement(version) is None
    made_of(version, developer, kind=InputKind.VENDOR, name="Somebody")
    assert "Somebody (no vendor of the catalogue)" in requirement(version).message
    version.inputs.all().delete()

    vendor = new_vendor(boss)
    made_of(version, developer, kind=InputKind.VENDOR, name="Acme", vendor=vendor)
    assert requirement(version).message == "Vendors: Acme AI (proposed)."
    assert requirement(version).url == vendor.get_absolute_url()
    evaluate(vendor)
    vendor = approve_vendor(vendor, "", in_days(30), actor=Actor.system("tests"))
    assert requirement(version) is None

    Vendor.objects.filter(pk=vendor.pk).update(review_on=in_days(-30))
    assert requirement(version) is None
    Vendor.objects.filter(pk=vendor.pk).update(review_on=in_days(-31))
    assert requirement(version).message == "Vendors: Acme AI (review overdue)."
    with pytest.raises(RuleViolation) as refused:
        promote_version(version, Move(to=VersionStage.PRODUCTION), actor=Actor.member(owner))
    assert "Vendors: Acme AI (review overdue)." in refused.value.context["missing"]


def test_a_bought_model_names_its_vendor_before_it_goes_live(owner, developer):
    bought = new_model(owner, name="chat", kind=ModelKind.VENDOR_API, provider="Acme")
    version = new_version(bought, developer)
    assert requirement(version).message == "Vendors: Acme (no vendor of the catalogue)."


def test_certificates_are_added_and_taken_back(owner, developer):
    vendor = new_vendor(owner)
    actor = Actor.member(owner)
    proof = CertificateTerms(kind=CertificateKind.SOC_2, scope="Type II", valid_until=in_days(9))
    row = add_certificate(vendor, proof, actor=actor)
    assert str(row) == "SOC 2: Type II"
    with pytest.raises(NotAllowed):
        add_certificate(vendor, proof, actor=Actor.member(developer))
    with pytest.raises(InvalidInput) as refused:
        add_certificate(
            vendor,
            CertificateTerms(
                kind=CertificateKind.OTHER,
                url="here",
                issued_on=in_days(2),
                valid_until=in_days(1),
            ),
            actor=actor,
        )
    assert refused.value.errors.keys() == {"scope", "url", "valid_until"}
    withdraw_certificate(row, actor=actor)
    assert vendor.certificates.kept().count() == 0
    with pytest.raises(InvalidTransition):
        withdraw_certificate(row, actor=actor)


def test_the_newest_score_of_each_criterion_counts(owner):
    vendor, actor = new_vendor(owner), Actor.member(owner)
    evaluate(vendor, 2)
    evaluate_vendor(vendor, {Criterion.COST: Points(5, "Cheaper now.")}, actor=actor)
    scores = {criterion: row.score for criterion, row in newest_scores(vendor).items()}
    assert scores == {**dict.fromkeys(Criterion, 2), Criterion.COST: 5}
    for bad in ({}, {Criterion.COST: Points(6)}):
        with pytest.raises(InvalidInput):
            evaluate_vendor(vendor, bad, actor=actor)


def test_a_review_says_what_it_came_to_and_sets_the_next_day(owner, developer):
    vendor = approved_vendor(owner)
    judgement = Judgement(fitness=Fitness.CONCERNS, note="Slow support.", next_on=in_days(90))
    with pytest.raises(NotAllowed):
        review_vendor(vendor, judgement, actor=Actor.member(developer))
    row = review_vendor(vendor, judgement, actor=Actor.member(owner))
    vendor.refresh_from_db()
    assert (vendor.review_on, row.next_on) == (in_days(90), in_days(90))
    assert vendor.reviewed_at is not None
    event = AuditEvent.objects.order_by("sequence").last()
    assert (event.action, event.after["result"]) == (
        "registry.review.completed",
        "Fit with concerns",
    )
