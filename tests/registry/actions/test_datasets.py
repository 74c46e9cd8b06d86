"""The catalogue of datasets: who keeps it, what leaves it, and what that marks."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from registry.actions.datasets import (
    DatasetTerms,
    add_dataset,
    change_dataset,
    note_deletion,
    reinstate_dataset,
    withdraw_dataset,
)
from registry.actions.operations import InputTerms, add_input
from registry.actions.reviewing import complete_review
from registry.choices import DataClass, DatasetState, InputKind, InputRole, PersonalData
from registry.logic.dataset_lines import Column
from registry.messages.datasets import datasets_to_delete, remind_of_deletion
from registry.models.datasets import Dataset
from registry.queries.datasets import dataset_page, datasets_of_case
from registry.queries.inventory import version_page
from registry.queries.marks import marks_of
from tests.registry.catalogue import SYSTEM, made_from, new_dataset
from tests.registry.models import new_version

YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def steward(member):
    return member(name="Stella Steward")


def why_not_promoted(version):
    lines = {line.code: line for line in version_page(version).lines}
    unmet = lines["registry.datasets_usable"].unmet
    return unmet.message if unmet else None


@pytest.fixture
def dataset(steward):
    return new_dataset(steward, digest="sha256:1", url="https://data.example/claims")


def terms(dataset, **fields):
    same = {"name": dataset.name, "steward": dataset.steward}
    return DatasetTerms(**{**same, "classification": DataClass.CONFIDENTIAL, **fields})


def told(member):
    return list(Notification.objects.of(member).order_by("pk").values_list("kind", flat=True))


def events(dataset):
    rows = AuditEvent.objects.filter(subject_type="registry.dataset", subject_id=dataset.pk)
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_a_dataset_has_a_steward_who_is_told(dataset, steward):
    assert (dataset.reference, dataset.state) == ("DS-1", DatasetState.AVAILABLE)
    assert told(steward) == ["registry.dataset_given"]
    assert events(dataset) == ["registry.dataset.added"]


def test_only_staff_and_owners_of_models_add_one(steward, owner):
    new = DatasetTerms(name="Letters", steward=steward, classification=DataClass.INTERNAL)
    with pytest.raises(NotAllowed):
        add_dataset(new, actor=Actor.member(steward))
    assert add_dataset(new, actor=Actor.member(owner)).added_by == owner


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"name": "CLAIMS"}, "name"),
        ({"personal_data": PersonalData.PSEUDONYMOUS}, "legal_basis"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"review_on": dt.date(2001, 1, 1)}, "review_on"),
    ],
)
def test_what_is_not_said_well(dataset, fields, wrong):
    new = terms(dataset, **{"name": "Other", **fields})
    with pytest.raises(InvalidInput) as refused:
        add_dataset(new, actor=SYSTEM)
    assert set(refused.value.errors) == {wrong}


def test_the_trail_names_what_changed_of_a_list(dataset, steward, developer):
    actor = Actor.member(steward)
    changed = change_dataset(dataset, terms(dataset, columns=(Column("age"),)), actor=actor)
    assert changed.columns == [{"name": "age", "type": "", "is_personal": False, "text": ""}]
    event = AuditEvent.objects.filter(action="registry.dataset.changed").get()
    assert event.after["columns"] == {"count": 1, "new": ["age"]}
    with pytest.raises(NotAllowed):
        change_dataset(dataset, terms(dataset), actor=Actor.member(developer))


def test_who_takes_a_dataset_over_is_told(dataset, developer):
    change_dataset(dataset, terms(dataset, steward=developer), actor=SYSTEM)
    assert told(developer) == ["registry.dataset_given"]


def test_lineage_takes_name_address_and_digest_of_that_day(dataset, version):
    row = made_from(version, dataset)
    assert (row.name, row.uri, row.digest) == ("Claims", "https://data.example/claims", "sha256:1")
    (line,) = dataset_page(dataset).made
    assert (line.version, line.roles, line.has_changed) == (version, ("Training",), False)
    change_dataset(dataset, terms(dataset, digest="sha256:2"), actor=SYSTEM)
    dataset.refresh_from_db()
    assert [one.has_changed for one in dataset_page(dataset).made] == [True]


def test_the_use_cases_are_those_of_the_models(dataset, version, case):
    made_from(version, dataset)
    assert dataset_page(dataset).use_cases == (case,)
    assert datasets_of_case(case) == [dataset]


def test_lineage_without_a_dataset_needs_a_name(version):
    nothing = InputTerms(kind=InputKind.DATASET, role=InputRole.TRAINING, name=" ")
    with pytest.raises(InvalidInput):
        add_input(version, nothing, actor=SYSTEM)


def test_a_withdrawn_dataset_marks_what_was_made_from_it(dataset, version, developer, owner):
    child = new_version(version.model, developer)
    made_from(version, dataset)
    base = InputTerms(kind=InputKind.MODEL, role=InputRole.BASE, name=str(version), parent=version)
    add_input(child, base, actor=SYSTEM)
    assert marks_of([version, child]) == {}

    withdraw_dataset(dataset, "Consent was taken back.", actor=SYSTEM)
    marks = marks_of([version, child])
    assert {key: [mark.code for mark in found] for key, found in marks.items()} == {
        version.pk: ["dataset_withdrawn"],
        child.pk: ["dataset_withdrawn"],
    }
    assert "Consent was taken back." in marks[version.pk][0].text
    assert "Consent was taken back." in why_not_promoted(child)
    assert "registry.dataset_gone" in told(owner)
    with pytest.raises(InvalidInput):
        made_from(new_version(version.model, developer), dataset)

    reinstate_dataset(dataset, "It was another one.", actor=SYSTEM)
    assert marks_of([version, child]) == {}
    assert why_not_promoted(child) is None


def test_deleted_in_time_is_no_mark_and_deleted_after_withdrawal_is(dataset, version):
    made_from(version, dataset)
    other = new_dataset(dataset.steward, "Letters")
    note_deletion(other, "Shredded.", actor=SYSTEM)
    assert marks_of([version]) == {}
    withdraw_dataset(dataset, "Wrong people.", actor=SYSTEM)
    note_deletion(dataset, "Shredded.", actor=SYSTEM)
    assert [mark.code for mark in marks_of([version])[version.pk]] == ["dataset_withdrawn"]


def test_what_is_kept_too_long_marks_until_it_is_deleted(dataset, version):
    made_from(version, dataset)
    Dataset.objects.filter(pk=dataset.pk).update(delete_by=today_here() - YESTERDAY)
    assert [mark.code for mark in marks_of([version])[version.pk]] == ["dataset_kept_too_long"]
    note_deletion(dataset, "Shredded.", actor=SYSTEM)
    assert marks_of([version]) == {}


def test_a_deleted_dataset_stays_as_it_was_and_its_name_is_free(dataset, steward):
    note_deletion(dataset, "Shredded.", actor=SYSTEM)
    with pytest.raises(InvalidTransition):
        change_dataset(dataset, terms(dataset), actor=SYSTEM)
    for act in (withdraw_dataset, reinstate_dataset, note_deletion):
        with pytest.raises(InvalidTransition):
            act(dataset, "Once more.", actor=SYSTEM)
    assert new_dataset(steward).reference == "DS-2"


def test_leaving_needs_a_reason_and_a_right(dataset, steward, developer):
    with pytest.raises(InvalidInput):
        withdraw_dataset(dataset, " ", actor=Actor.member(steward))
    with pytest.raises(NotAllowed):
        withdraw_dataset(dataset, "I want.", actor=Actor.member(developer))
    withdraw_dataset(dataset, "Broken.", actor=Actor.member(steward))
    with pytest.raises(InvalidTransition):
        withdraw_dataset(dataset, "Broken.", actor=Actor.member(steward))
    assert events(dataset) == ["registry.dataset.added", "registry.dataset.withdrawn"]


def test_the_steward_looks_at_it_again(dataset, steward):
    day = today_here() + dt.timedelta(days=90)
    reviewed = complete_review(dataset, "Still right.", day, actor=Actor.member(steward))
    assert (reviewed.review_on, reviewed.reviewed_at is None) == (day, False)


def test_the_steward_is_reminded_of_the_deletion_once_a_step(organization, member, in_scope):
    with time_machine.travel("2026-01-10T10:00:00Z", tick=False) as clock:
        steward = member(name="Rita Reminded")
        dataset = new_dataset(steward, delete_by=dt.date(2026, 3, 1))
        sent = []
        for day in ("2026-01-20", "2026-01-31", "2026-02-10", "2026-02-22", "2026-02-28",
                    "2026-03-01", "2026-03-05", "2026-03-09"):  # fmt: skip
            clock.move_to(f"{day}T10:00:00Z")
            today = today_here()
            for _twice in range(2):
                sent += [
                    day
                    for pk in datasets_to_delete(today).values_list("pk", flat=True)
                    if remind_of_deletion(pk, today)
                ]
        assert sent == ["2026-01-31", "2026-02-22", "2026-02-28", "2026-03-01", "2026-03-09"]
        assert told(steward)[-1] == "registry.deletion_overdue"
        note_deletion(dataset, "Shredded.", actor=SYSTEM)
        assert not datasets_to_delete(today_here()).exists()
