from __future__ import annotations

import csv
from collections import Counter

import pytest
from django.core.files import File

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.importing.files import file_digest
from coe_portal.importing.spreadsheets import open_spreadsheet
from coe_portal.jobs.models import JobState
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from intake.actions import imports
from intake.actions.imports import InventoryUpload
from intake.actions.rulebooks import install_defaults
from intake.choices import Stage
from intake.integrations.inventories import check_upload
from intake.models.assessments import Assessment
from intake.models.imports import ImportBatch, ImportState, RowState
from intake.models.use_cases import StageChange, UseCase

MAPPING = {
    "code": "ours",
    "name": "Ours",
    "key": {"columns": ["ID"]},
    "blanks": ["n/a"],
    "rules": [
        {"target": "title", "column": "Name", "required": True, "limit": 200},
        {"target": "summary", "column": "What"},
        {"target": "business_unit", "column": "Unit"},
        {"target": "owner_email", "column": "Mail"},
        {"target": "stage", "column": "Stage", "transform": "choice", "when_missing": "intake",
         "values": {"Live": "production", "Test": "pilot"}},
        {"target": "answers.personal_data", "column": "Personal", "transform": "choice",
         "values": {"Yes": True, "No": False}},
        {"target": "answers.customer_facing", "column": "Public", "transform": "choice",
         "values": {"Yes": True, "No": False}},
    ],
}  # fmt: skip
HEADERS = ["ID", "Name", "What", "Unit", "Mail", "Stage", "Personal", "Public"]
ROWS = [
    ["1", "Chatbot", "Answers", "Sales", "", "Live", "Yes", ""],
    ["2", "Forecast", "Predicts", "sales", "", "Test", "No", "maybe"],
    ["3", "", "No name", "", "", "", "", ""],
    ["2", "Forecast", "Again", "", "", "", "", ""],
    ["4", "Sorter", "n/a", "Mail room", "", "", "", ""],
]


@pytest.fixture
def ready(organization, actor):
    with scope(organization):
        install_defaults(organization, actor=actor)
    return organization


@pytest.fixture
def upload(tmp_path, ready, actor):
    """`upload(rows)`: a file with these rows, received with the mapping."""

    def receive(rows=ROWS, mapping=MAPPING, headers=HEADERS):
        path = tmp_path / "inventory.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        with path.open("rb") as content, scope(ready):
            return imports.receive_inventory(
                InventoryUpload(
                    file_name=path.name,
                    sha256=file_digest(path),
                    size=path.stat().st_size,
                    headers=open_spreadsheet(path).headers,
                    content=File(content),
                    mapping=mapping,
                ),
                actor=actor,
            )

    return receive


@pytest.fixture
def checked(upload, actor):
    """`checked(rows)`: a file that has gone through the dry run."""

    def check(rows=ROWS):
        batch = upload(rows)
        with scope(batch.organization_id):
            imports.queue_check(batch, actor=actor)
        check_upload(batch.pk, organization_id=batch.organization_id, actor=actor)
        return fresh(batch)

    return check


@pytest.fixture
def imported(checked, actor):
    """`imported(rows)`: a file that was imported."""

    def run(rows=ROWS):
        batch = checked(rows)
        with scope(batch.organization_id):
            imports.start_import(batch, actor=actor)
        imports.import_all(batch.pk, organization_id=batch.organization_id, actor=actor)
        return fresh(batch)

    return run


def fresh(batch):
    with scope(batch.organization_id):
        return ImportBatch.objects.select_related("job").get(pk=batch.pk)


def test_a_dry_run_lists_every_problem_and_writes_no_use_case(checked, ready):
    batch = checked()

    with scope(ready):
        found = {
            row.number: [(note["code"], note["column"], note["value"]) for note in row.notes]
            for row in batch.rows.all().with_problems()
        }
        assert found == {
            3: [("value", "Public", "maybe")],
            4: [("required", "Name", ""), ("stage_assumed", "Stage", "intake")],
            5: [("repeated", "", "3"), ("stage_assumed", "Stage", "intake")],
            6: [("stage_assumed", "Stage", "intake")],
        }
        assert batch.state == ImportState.CHECKED
        assert batch.rows_read == 5
        assert batch.job.state == JobState.SUCCEEDED
        assert not UseCase.objects.exists()


def test_an_import_makes_assessed_cases_at_their_stage(imported, ready):
    batch = imported()

    with scope(ready):
        cases = {case.title: case for case in UseCase.objects.select_related("current_assessment")}
        assert {title: case.stage for title, case in cases.items()} == {
            "Chatbot": Stage.PRODUCTION,
            "Forecast": Stage.PILOT,
            "Sorter": Stage.INTAKE,
        }
        assert sorted(case.reference for case in cases.values()) == ["UC-1", "UC-2", "UC-3"]
        assert cases["Chatbot"].current_assessment.answers == {"personal_data": True}
        assert "customer_facing" in cases["Chatbot"].current_assessment.missing
        assert cases["Chatbot"].tier == cases["Chatbot"].current_assessment.tier
        assert cases["Sorter"].summary == ""
        assert StageChange.objects.filter(to_stage=Stage.PRODUCTION).count() == 1
        assert batch.rows.all().counts() == {
            "ready": 0, "imported": 3, "updated": 0, "unchanged": 0, "reported": 2
        }  # fmt: skip
        assert (batch.state, batch.job.outcome["imported"]) == (ImportState.DONE, 3)


def test_units_are_found_by_folded_name_or_made_once(imported, ready):
    imported()

    with scope(ready):
        units = Counter(UseCase.objects.values_list("business_unit__name", flat=True))
        assert units == {"Sales": 2, "Mail room": 1}
        assert BusinessUnit.objects.count() == 2


def test_an_owner_is_a_member_of_this_organization(imported, member, ready, other_organization):
    ours = member(name="Ann")
    theirs = member(name="Eve", organization=other_organization)
    imported(
        [
            ["1", "A", "", "", ours.user.email.upper(), "", "", ""],
            ["2", "B", "", "", theirs.user.email, "", "", ""],
        ]
    )

    with scope(ready):
        assert dict(UseCase.objects.values_list("title", "owner")) == {"A": ours.pk, "B": None}


def test_each_imported_case_has_its_audit_event(imported, ready):
    imported()

    with scope(ready):
        events = AuditEvent.objects.filter(action="intake.use_case.imported")
        assert {(event.subject_label.split()[0], event.after["row"]) for event in events} == {
            ("UC-1", 2),
            ("UC-2", 3),
            ("UC-3", 6),
        }


def test_a_second_run_changes_nothing(imported, ready):
    imported()
    with scope(ready):
        before = list(UseCase.objects.order_by("pk").values())
    batch = imported()

    with scope(ready):
        assert list(UseCase.objects.order_by("pk").values()) == before
        assert Assessment.objects.count() == 3
        assert batch.rows.all().counts()["unchanged"] == 3


def test_a_changed_row_gets_a_new_assessment_and_keeps_its_stage(imported, ready):
    imported()
    imported([["1", "Chatbot", "Answers", "Sales", "", "Test", "No", ""]])

    with scope(ready):
        case = UseCase.objects.get(title="Chatbot")
        assert case.stage == Stage.PRODUCTION
        assert case.current_assessment.number == 2
        assert case.current_assessment.supersedes.number == 1
        assert case.current_assessment.changes["answers"] == [
            {"question": "personal_data", "before": True, "after": False}
        ]


def test_a_case_that_was_changed_in_the_portal_is_not_overwritten(imported, ready, actor):
    imported()
    with scope(ready):
        case = UseCase.objects.get(title="Chatbot")
        latest = case.current_assessment
        Assessment.objects.bulk_create([copy_of(latest)])
        case.current_assessment = Assessment.objects.get(number=2)
        case.save()
    batch = imported([["1", "Chatbot II", "Answers", "Sales", "", "Live", "No", ""]])

    with scope(ready):
        assert UseCase.objects.get(pk=case.pk).title == "Chatbot"
        (row,) = batch.rows.all()
        assert row.state == RowState.REPORTED
        assert [note["code"] for note in row.notes] == ["changed_here"]


def copy_of(assessment):
    assessment.pk, assessment.number = None, 2
    assessment._state.adding = True
    return assessment


def test_an_import_that_was_cut_off_goes_on(checked, ready, actor, monkeypatch):
    monkeypatch.setattr("intake.actions.import_cases.CHUNK", 1)
    batch = checked()
    with scope(ready):
        imports.start_import(batch, actor=actor)
        imports.import_cases.import_chunk(batch, actor=actor)
        assert UseCase.objects.count() == 1

    imports.import_all(batch.pk, organization_id=ready.pk, actor=actor)

    with scope(ready):
        assert UseCase.objects.count() == 3
        assert Assessment.objects.count() == 3


def test_only_one_import_runs_at_a_time(checked, ready, actor):
    first, second = checked(), checked([["9", "Nine", "", "", "", "", "", ""]])

    with scope(ready):
        imports.start_import(first, actor=actor)
        with pytest.raises(InvalidTransition, match=r"I-1"):
            imports.start_import(second, actor=actor)


def test_an_unchecked_file_cannot_be_imported(upload, ready, actor):
    batch = upload()

    with scope(ready), pytest.raises(InvalidTransition):
        imports.start_import(batch, actor=actor)


def test_a_mapping_that_does_not_fit_names_the_missing_columns(upload):
    with pytest.raises(RuleViolation, match="Name"):
        upload(headers=["ID", "Titel", "x", "y", "z", "a", "b", "c"])


def test_a_bad_mapping_is_refused_with_its_place(upload, ready, actor):
    batch = upload()

    with scope(ready), pytest.raises(InvalidInput) as refusal:
        imports.choose_mapping(batch, MAPPING | {"rules": []}, actor=actor)

    assert refusal.value.errors == {"mapping": ["mapping.rules: a list of rules is needed"]}


def test_another_mapping_forgets_the_dry_run(checked, ready, actor):
    batch = checked()

    with scope(ready):
        imports.choose_mapping(batch, MAPPING | {"name": "Other"}, actor=actor)
        assert fresh(batch).state == ImportState.UPLOADED
        assert not batch.rows.exists()


def test_a_file_that_cannot_be_read_fails_with_a_reason(upload, ready, actor):
    batch = upload()
    with open(batch.file.path, "ab") as stored:  # noqa: PTH123
        stored.write(b"\x00" * 10)
    with scope(ready):
        imports.queue_check(batch, actor=actor)

    check_upload(batch.pk, organization_id=ready.pk, actor=actor)

    batch = fresh(batch)
    assert batch.state == ImportState.FAILED
    assert batch.job.state == JobState.FAILED
    assert "neither a CSV nor" in batch.job.message


def test_a_submitter_may_not_import(upload, member, ready):
    batch = upload()
    stranger = Actor.member(member(Role.SUBMITTER))

    with scope(ready), pytest.raises(NotAllowed):
        imports.queue_check(batch, actor=stranger)


def test_a_saved_mapping_is_replaced_by_its_code(ready, actor):
    with scope(ready):
        imports.save_mapping(MAPPING, actor=actor)
        mapping = imports.save_mapping(MAPPING | {"name": "Renamed"}, actor=actor)

        assert type(mapping).objects.get().name == "Renamed"
