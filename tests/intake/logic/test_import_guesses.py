from __future__ import annotations

from coe_portal.importing.guesses import guess_columns
from intake.logic.import_guesses import CaseTarget, compose, guess_key, guess_values
from intake.logic.import_mapping import parse_mapping

TARGETS = [
    CaseTarget("title", "Title"),
    CaseTarget("summary", "Summary"),
    CaseTarget("owner_name", "Owner"),
    CaseTarget("owner_email", "Owner e-mail"),
    CaseTarget("stage", "Stage", options=(("poc", "Proof of concept"), ("pilot", "Pilot"))),
    CaseTarget("answers.personal_data", "Does it process personal data?", is_boolean=True),
]
HEADERS = ["ID", "Project name", "Description", "Owner email", "Status", "Personal data (y/n)"]


def test_columns_are_guessed_from_their_names():
    assert guess_columns(TARGETS, HEADERS) == {
        "title": "Project name",
        "summary": "Description",
        "owner_email": "Owner email",
        "stage": "Status",
        "answers.personal_data": "Personal data (y/n)",
    }


def test_the_key_is_an_identifier_or_else_the_title():
    assert guess_key(HEADERS, "Project name") == ("ID",)
    assert guess_key(["Project name", "Notes"], "Project name") == ("Project name",)


def test_values_are_matched_with_options_only_when_plain():
    stage, personal = TARGETS[4], TARGETS[5]

    assert guess_values(stage, ["PILOT", "Proof of Concept", "somewhere"]) == {
        "PILOT": "pilot",
        "Proof of Concept": "poc",
    }
    assert guess_values(personal, ["Y", "no", "?"]) == {"Y": True, "no": False}


def test_a_composed_mapping_is_a_valid_document():
    document = compose(
        "ours",
        "Ours",
        targets=TARGETS,
        columns=guess_columns(TARGETS, HEADERS),
        key=("ID",),
        values={"stage": {"PILOT": "pilot"}},
    )

    mapping = parse_mapping(document)

    assert [rule.target for rule in mapping.rules] == [
        "title",
        "summary",
        "owner_email",
        "stage",
        "answers.personal_data",
    ]
    assert mapping.key.columns == ("ID",)
