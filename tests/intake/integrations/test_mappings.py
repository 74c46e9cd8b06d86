from __future__ import annotations

from collections import Counter

import pytest

from coe_portal.importing.rows import Unread
from coe_portal.importing.spreadsheets import open_spreadsheet
from intake.choices import Stage
from intake.integrations.mappings import builtin_codes, builtin_document, parsed, recognise
from intake.logic.import_mapping import parse_mapping
from intake.logic.import_rows import KeyLedger, RowMapper
from tests.intake.inventory import generated, published

federal = parsed("us-federal-2024")


@pytest.mark.parametrize("code", builtin_codes())
def test_shipped_mappings_are_valid_and_translate_to_known_stages(code):
    mapping = parse_mapping(builtin_document(code))
    stages = next(rule for rule in mapping.rules if rule.target == "stage")

    assert mapping.code == code
    assert set(stages.values.values()) <= set(Stage.values)


@pytest.fixture(scope="module", params=["published", "generated"])
def inventory(request, tmp_path_factory):
    """The published file if this machine has it; a table of the same format in any case."""
    if request.param == "generated":
        return generated(tmp_path_factory.mktemp("inventory") / "sample.csv")
    return published() or pytest.skip("the published inventory is not on this machine")


@pytest.fixture(scope="module")
def rows(inventory):
    sheet = open_spreadsheet(inventory.path)
    mapper = RowMapper(federal, sheet.headers)
    assert mapper.missing_columns() == ()
    assert mapper.unused_columns(sheet.headers) == ()
    return [mapper.apply(row) for row in sheet.rows()]


def test_the_format_is_recognised(inventory):
    assert recognise(open_spreadsheet(inventory.path).headers) == "us-federal-2024"


def test_every_row_is_read_in_windows_encoding(inventory, rows):
    assert open_spreadsheet(inventory.path).layout.encoding == "cp1252"
    assert len(rows) == inventory.rows
    assert not any(problem.is_blocking for row in rows for problem in row.problems)
    assert len({row.organization for row in rows}) == inventory.organizations


def test_each_row_is_one_use_case_or_names_the_row_that_it_repeats(inventory, rows):
    ledger = KeyLedger()
    for row in rows:
        ledger.add(row)
    verdicts = {verdict.number: verdict for verdict in ledger.verdicts()}
    repeated = [verdict for verdict in verdicts.values() if verdict.repeats]
    keys = Counter(
        verdicts[row.number].key if row.number in verdicts else row.key
        for row in rows
        if row.number not in {verdict.number for verdict in repeated}
    )

    assert len(repeated) == inventory.repeated
    assert len(keys) == inventory.rows - inventory.repeated
    assert set(keys.values()) == {1}


def test_nothing_is_invented_and_every_value_is_translated(rows):
    codes = Counter(problem.code for row in rows for problem in row.problems)

    assert set(codes) <= {Unread.DATE, Unread.SHORTENED, Unread.ASSUMED}
    assert any("personal_data" not in row.answers for row in rows)
    assert {row.fields["stage"] for row in rows} <= set(Stage.values)


def test_the_stages_and_effects_are_those_of_the_file(inventory, rows):
    if not inventory.is_published:
        assert Counter(row.fields["stage"] for row in rows).total() == inventory.rows
        return

    assert Counter(row.fields["stage"] for row in rows) == {
        "production": 892,
        "poc": 404,
        "discovery": 370,
        "pilot": 287,
        "retired": 147,
        "intake": 33,
    }
    assert Counter(row.answers.get("significant_effect") for row in rows) == {
        False: 1722,
        True: 351,
        None: 60,
    }
