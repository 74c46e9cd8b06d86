"""The pack of a generated history: both files say what a plain computation says."""

from __future__ import annotations

import io
import json
from hashlib import sha256

import pikepdf
import pytest
from openpyxl import load_workbook  # noqa: TID253
from pypdf import PdfReader

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.packs import request_pack
from metrics.integrations.board_pack.building import build_pack, gather
from metrics.integrations.board_pack.sections import (
    Field,
    Figure,
    Sheet,
    chapter,
    declared_chapters,
)
from metrics.integrations.board_pack.workbook import written
from metrics.logic.periods import Quarter
from metrics.models.packs import BoardPack
from metrics.models.snapshots import Snapshot
from metrics.queries.pack_rows import risky_cases
from tests.metrics.history import END, make_history, store
from tests.metrics.packs import content_of
from tests.metrics.quarters import sign, with_numbers
from tests.metrics.queries.test_numbers import plain_numbers, seen_from

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 3)
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def cases():
    return make_history(5, count=40)


@pytest.fixture
def pack(organization, member, cases, time_machine):
    """Made by the worker's code."""
    time_machine.move_to(END, tick=False)
    with scope(organization):
        store(cases)
        UseCase.objects.filter(number=1).update(title=FORMULA)
        executive = Actor.member(member(Role.EXECUTIVE, name="Erin Executive"))
        asked = request_pack(organization, QUARTER, actor=executive)
    build_pack(organization.pk, asked.job.pk)
    with scope(organization):
        yield BoardPack.objects.with_files().get()


def pdf_of(pack):
    return PdfReader(io.BytesIO(content_of(pack.pdf)))


def book_of(pack):
    return load_workbook(io.BytesIO(content_of(pack.xlsx)))


def test_a_worker_makes_both_files_from_the_numbers_of_the_quarter(pack, cases):
    assert pack.job.state == "succeeded"
    reader = pdf_of(pack)
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for told in ("BP-1", "Northbank", "Executive summary", "Decisions of the quarter"):
        assert told in text
    content = reader.attachments["board-pack.json"][0]
    assert sha256(content).hexdigest() == pack.data_sha256
    data = json.loads(content)
    plain = plain_numbers(cases, seen_from(QUARTER))
    told = {line["code"]: line for line in data["chapters"]["area-flow"]}
    assert told["cases_decided"]["history"][-1] == plain["cases_decided"].total()
    assert told["cases_by_stage"]["parts"] == dict(plain["cases_by_stage"])
    assert len(data["chapters"]["decisions"]) == plain["cases_decided"].total()


def test_it_is_tagged_has_bookmarks_and_declares_pdf_a(pack):
    reader = pdf_of(pack)
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[:2] == ["Contents", "Executive summary"]
    assert "High-risk list" in titles
    with pikepdf.open(io.BytesIO(content_of(pack.pdf))) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert document.Root.MarkInfo.Marked


def test_the_workbook_has_numbers_as_numbers_and_no_formulas(pack, cases):
    book = book_of(pack)
    assert book.sheetnames[0] == "About"
    numbers = {row[0].value: row for row in book["Numbers"].iter_rows(min_row=2)}
    plain = plain_numbers(cases, seen_from(QUARTER))
    heads = [cell.value for cell in book["Numbers"][1]]
    decided = numbers["cases_decided"][heads.index("2026-Q3")]
    assert (decided.data_type, decided.value) == ("n", plain["cases_decided"].total())
    days = numbers["days_to_decision"][heads.index("2026-Q3")]
    assert isinstance(days.value, float | int)
    rows = book["Decisions of the quarter"].max_row - 1
    assert rows == plain["cases_decided"].total()
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types


def test_the_numbers_are_those_of_the_snapshots(pack):
    kept = Snapshot.objects.latest_of([QUARTER.starts_on], ["cases_decided"]).get()
    line = gather(pack).numbers.line("cases_decided")
    assert (line.value, line.snapshot.digest) == (kept.value, kept.digest)


def test_a_signed_quarter_is_told_as_it_was_signed(organization, member, time_machine):
    time_machine.move_to(END, tick=False)
    with scope(organization):
        with_numbers(organization)
        executive = member(Role.EXECUTIVE, name="Erin Executive")
        sign(executive)
        sign(member(Role.COE_STAFF, name="Sam Staff"))
        signed = Snapshot.objects.latest_of([QUARTER.starts_on], ["cases_decided"]).get()
        names = ("kpi", "kind", "quarter", "starts_on", "as_of", "computed_at", "inputs", "digest")
        Snapshot.objects.create(
            **{name: getattr(signed, name) for name in names},
            value=signed.value + 1,
            restates=signed,
            reason="A decision was entered late.",
        )
        pack = request_pack(organization, QUARTER, actor=Actor.member(executive))
        numbers = gather(pack).numbers
    line = numbers.line("cases_decided")
    assert (line.value, line.correction.value) == (signed.value, signed.value + 1)
    assert [one.name for one in numbers.signatures] == ["Erin Executive", "Sam Staff"]


def test_made_twice_is_kept_once(pack, organization):
    before = pack.data_sha256
    build_pack(organization.pk, pack.job.pk)
    again = BoardPack.objects.with_files().get()
    assert (again.data_sha256, again.files.count()) == (before, 2)


def test_risky_cases_are_those_of_high_tier_that_were_not_over(pack, cases):
    as_of = seen_from(QUARTER)
    over = {"retired", "rejected", "withdrawn"}
    plain = {
        f"UC-{number}": case.tier_at(as_of.at)
        for number, case in enumerate(cases, start=1)
        if case.registered_at <= as_of.at
        and case.tier_at(as_of.at) in {"high", "prohibited"}
        and case.stage_at(as_of.at) not in over
    }
    assert {row.reference: row.tier for row in risky_cases(as_of)} == plain


def test_what_people_wrote_is_text_in_a_workbook():
    fields = (Field("Text", 20), Field("Number", 10, "0.00"))
    rows = ((FORMULA, 1.5), ("bell\x07", Figure(20.0, '0.0" %"')), ("\u00e9", None))
    book = load_workbook(io.BytesIO(written((("Title", "T"),), (Sheet("A/B", fields, rows),))))
    sheet = book["A B"]
    assert sheet["A2"].data_type == "s"
    assert (sheet["A2"].value, sheet["A3"].value) == (f"'{FORMULA}", "bell")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (1.5, "0.00")
    assert (sheet["B3"].value, sheet["B3"].number_format) == (20, '0.0" %"')
    assert sheet["B4"].value is None


def test_an_empty_organization_has_a_pack_too(other_organization, member):
    with scope(other_organization):
        staff = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        quarter = Quarter(2026, 3)
        asked = request_pack(other_organization, quarter, actor=staff)
    build_pack(other_organization.pk, asked.job.pk)
    with scope(other_organization):
        pack = BoardPack.objects.with_files().get()
        text = "".join(page.extract_text() for page in pdf_of(pack).pages)
    assert "Nothing was decided in this quarter." in text


def test_a_chapter_is_declared_once():
    taken = declared_chapters()[0].key
    with pytest.raises(ValueError, match="declared twice"):
        chapter(taken, order=1, title="Again")(lambda _numbers: None)
