"""A table of costs is read, looked at, and booked once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.actor import Actor
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from coe_portal.importing.spreadsheets import SpreadsheetError
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.cost_files import book_file, discard_file, keep_table
from metrics.choices import CostFileState, CostSource
from metrics.integrations.cost_files import read_table
from metrics.logic.cost_lines import line_of
from metrics.models.costs import CostEntry
from tests.metrics.costs import SYSTEM, booked, month_ago, unit

pytestmark = pytest.mark.usefixtures("in_scope")
HEAD = "Month;Category;Amount;Description;Invoice;Unit;Use case"


def table(*lines, head=HEAD):
    text = "\n".join([head, *lines]).replace("MONTH", f"{month_ago():%Y-%m}")
    return read_table(SimpleUploadedFile("costs.csv", text.encode()))


def kept(*lines):
    return keep_table(table(*lines), actor=SYSTEM)


def problems(file):
    return [
        [f"{problem}:{target}" for problem, target in line_of(stored).problems]
        for stored in file.lines
    ]


def test_lines_are_booked_with_what_they_name():
    claims = unit("Claims")
    UseCase.objects.create(number=7, title="Triage", business_unit=claims)
    file = kept(
        "MONTH;People;1.200,00;Two engineers;INV-1;claims;",
        "MONTH;Cloud;80;GPU;INV-2;;uc-7",
    )
    assert problems(file) == [[], []]
    assert not CostEntry.objects.exists()
    first, second = book_file(file, actor=SYSTEM)
    assert (first.amount, first.business_unit, first.source) == (1200, claims, CostSource.FILE)
    assert (second.use_case.reference, second.business_unit, second.file) == ("UC-7", claims, file)
    file.refresh_from_db()
    assert file.state == CostFileState.BOOKED
    with pytest.raises(InvalidTransition):
        book_file(file, actor=SYSTEM)


def test_each_line_says_what_is_wrong_and_the_others_are_booked():
    booked(50, invoice="KNOWN")
    file = kept(
        "MONTH;Cloud;50;Compute;KNOWN;;",
        "MONTH;Cloud;51;Compute;KNOWN;;",
        "MONTH;Cloud;5;Twice;SAME;;",
        "MONTH;Cloud;5;Twice;SAME;;",
        "MONTH;Cloud;5;Nowhere;;Nirvana;UC-99",
        "1999-01;Cloud;5;Old;;;",
    )
    assert problems(file) == [
        [],
        ["repeated:invoice", "differs:invoice"],
        [],
        ["repeated:invoice"],
        ["unknown:business_unit", "unknown:use_case"],
        ["range:month"],
    ]
    assert line_of(file.lines[0]).known == "COST-1"
    assert [entry.description for entry in book_file(file, actor=SYSTEM)] == ["Twice"]


def test_what_was_booked_meanwhile_is_not_booked_twice():
    lines = ("MONTH;Cloud;5;Compute;INV-1;;", "MONTH;Cloud;6;Compute;INV-2;;")
    file, again = kept(*lines), kept(*lines)
    assert len(book_file(file, actor=SYSTEM)) == 2
    with pytest.raises(RuleViolation):
        book_file(again, actor=SYSTEM)
    assert discard_file(again, actor=SYSTEM).state == CostFileState.DISCARDED
    assert CostEntry.objects.count() == 2


def test_units_of_elsewhere_are_unknown(other_organization):
    with scope(other_organization):
        unit("Claims")
    assert problems(kept("MONTH;Cloud;5;Compute;;Claims;")) == [["unknown:business_unit"]]


def test_what_is_no_table_of_costs_is_refused(member):
    with pytest.raises(SpreadsheetError, match="category, description"):
        table("2026-09;5", head="Month;Amount")
    with pytest.raises(SpreadsheetError):
        read_table(SimpleUploadedFile("costs.csv", b""))
    with pytest.raises(NotAllowed):
        keep_table(table("MONTH;Cloud;5;GPU;;;"), actor=Actor.member(member()))
