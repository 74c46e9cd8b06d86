"""Release checklists of a case: the answers at each gate, and who confirmed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from coe_portal.collaboration.models import Attachment
from governance.queries.checklists import Line, Sheet, sheets_of
from intake.models.use_cases import UseCase


@section("checklists", order=18, title=_("Release checklists"), starts_page=False)
def checklists_section(subject: Model) -> Section | None:
    """Each list that was begun, as it stands, with the digest that was confirmed."""
    if not isinstance(subject, UseCase):
        return None
    sheets = [sheet for sheet in sheets_of(subject) if sheet.checklist is not None]
    if not sheets:
        return None
    files = _files(sheets)
    shown = [{"sheet": sheet, "rows": _rows(sheet, files)} for sheet in sheets]
    return Section(
        "pack/checklists.html",
        {"shown": shown},
        [_sheet_data(sheet, files) for sheet in sheets],
    )


def _files(sheets: Sequence[Sheet]) -> dict[int, Attachment]:
    """The evidence of all answers, by id."""
    answers = [line.answer for sheet in sheets for line in sheet.lines if line.answer]
    wanted = {answer.evidence_id for answer in answers if answer.evidence_id}
    found: dict[int, Attachment] = Attachment.objects.in_bulk(wanted)
    return found


def _file(line: Line, files: Mapping[int, Attachment]) -> Attachment | None:
    return files.get(line.answer.evidence_id or 0) if line.answer else None


def _rows(sheet: Sheet, files: Mapping[int, Attachment]) -> list[Mapping[str, Any]]:
    return [{"line": line, "file": _file(line, files)} for line in sheet.lines]


def _sheet_data(sheet: Sheet, files: Mapping[int, Attachment]) -> Mapping[str, Any]:
    checklist = sheet.checklist
    assert checklist is not None  # noqa: S101  (lists that nobody began are left out)
    return {
        "gate": sheet.gate.value,
        "settled": sheet.progress.settled,
        "asked": sheet.progress.total,
        "sha256": sheet.digest,
        "needs_confirmation": sheet.needs_confirmation,
        "is_confirmed": sheet.is_confirmed,
        "confirmed_sha256": checklist.confirmed_digest,
        "confirmed_by": str(checklist.confirmed_by or ""),
        "confirmed_at": plain(checklist.confirmed_at),
        "answers": [_line_data(line, _file(line, files)) for line in sheet.lines],
    }


def _line_data(line: Line, file: Attachment | None) -> Mapping[str, Any]:
    answer = line.answer
    return {
        "item": line.item.key,
        "text": line.item.text,
        "state": line.state.value,
        "choice": answer.choice if answer else "",
        "note": answer.note if answer else "",
        "evidence_sha256": file.sha256 if file else None,
        "answered_by": str(answer.answered_by or "") if answer else "",
        "answered_at": plain(answer.answered_at) if answer else None,
    }
