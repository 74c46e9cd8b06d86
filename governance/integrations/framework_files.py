"""Read an own framework out of an uploaded CSV, XLSX or JSON file, capped and row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.files import File
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.errors import InvalidInput
from coe_portal.importing.files import local_copy
from coe_portal.importing.spreadsheets import Limits, SpreadsheetError, open_spreadsheet
from governance.logic.framework_files import (
    COLUMNS,
    NEEDED,
    Allowed,
    FileProblem,
    RowProblem,
    read_requirements,
)
from governance.logic.frameworks import RequirementRow
from intake.choices import AiActClass, Tier

LIMITS: Final = Limits(bytes=2 * 1024 * 1024, rows=2_000, columns=50, unpacked=64 * 1024 * 1024)
ALLOWED: Final = Allowed(
    roles=frozenset({"provider", "deployer", "importer", "distributor", "product_manufacturer"}),
    classes=frozenset(AiActClass.values),
    tiers=frozenset(Tier.values),
)
TEXTS: Final = {
    FileProblem.MISSING: gettext_lazy("nothing stands here"),
    FileProblem.TOO_LONG: gettext_lazy("this is too long"),
    FileProblem.SIGNS: gettext_lazy("only letters, digits, spaces and . ( ) - : are possible"),
    FileProblem.TWICE: gettext_lazy("this code is there twice"),
    FileProblem.UNKNOWN_PARENT: gettext_lazy("no row has this code"),
    FileProblem.CIRCLE: gettext_lazy("it would stand below itself"),
    FileProblem.DATE: gettext_lazy("this is no date such as 2027-12-02"),
    FileProblem.CHOICE: gettext_lazy("this word is not known"),
}


def requirements_of(file: File[bytes]) -> tuple[RequirementRow, ...]:
    """The requirements of a file.

    Raises:
        InvalidInput: it is no such file, too large, or some rows cannot be used; says which.
    """
    try:
        with local_copy(file) as path:
            reading = read_requirements(_lines(path, file.name or ""), ALLOWED)
    except SpreadsheetError as error:
        raise _refused([str(error)]) from error
    if reading.problems:
        raise _refused([_said(problem) for problem in reading.problems])
    if not reading.rows:
        raise _refused([_("There is no requirement in this file.")])
    return reading.rows


def _lines(path: Path, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    if name.lower().endswith(".json"):
        yield from _of_json(path)
        return
    sheet = open_spreadsheet(path, LIMITS)
    names = {header: "_".join(header.lower().split()) for header in sheet.headers}
    missing = [column for column in NEEDED if column not in names.values()]
    if missing:
        raise _refused(
            [
                _("The column %(column)s is missing. Known columns: %(known)s.")
                % {"column": column, "known": ", ".join(COLUMNS)}
                for column in missing
            ]
        )
    for row in sheet.rows():
        yield row.number, {names[header]: value for header, value in row.values.items()}


def _of_json(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    if path.stat().st_size > LIMITS.bytes:
        raise _refused([_("The file is larger than 2 MB.")])
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _refused([_("This is not JSON: %(reason)s") % {"reason": error}]) from error
    rows = document.get("requirements") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _refused([_('The file must hold {"requirements": [{"code": …, "title": …}]}.')])
    if len(rows) > LIMITS.rows:
        raise _refused([_("The file has more than 2,000 rows.")])
    for number, row in enumerate(rows, start=1):
        yield number, {name: _text(row.get(name)) for name in COLUMNS}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    return "" if value is None else str(value)


def _said(problem: RowProblem) -> str:
    place = _("Row %(row)d, %(column)s") % {"row": problem.line, "column": problem.column}
    value = f" “{problem.value}”" if problem.value else ""
    return f"{place}{value}: {TEXTS[problem.problem]}"


def _refused(messages: list[str]) -> InvalidInput:
    return InvalidInput(_("The file cannot be taken like this."), errors={"file": messages})
