"""An uploaded table of readings becomes readings, or says what is wrong with which line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from coe_portal.errors import InvalidInput
from coe_portal.importing.files import local_copy
from coe_portal.importing.spreadsheets import Limits, SpreadsheetError, open_spreadsheet
from coe_portal.tenancy.clock import is_reckoned
from coe_portal.tenancy.models import BusinessUnit
from metrics.actions.readings import MOST_AT_ONCE, Reading
from metrics.kpis.registry import KPI, kpi_named
from metrics.logic.reading_lines import NEEDED, ReadingLine, columns_of, read_line

LIMITS: Final = Limits(bytes=2 * 1024 * 1024, rows=MOST_AT_ONCE, columns=50, cell=2_000)
MOST_PROBLEMS: Final = 20
LONGEST: Final = {"source": 200, "note": 500}


def read_readings(file: UploadedFile[bytes]) -> list[tuple[KPI, Reading]]:
    """All lines of the file.

    Raises:
        SpreadsheetError: it is no table, or columns are missing.
        InvalidInput: lines cannot be read; it says which.
    """
    units = {unit.code.casefold(): unit for unit in BusinessUnit.objects.all()}
    read: list[tuple[KPI, Reading]] = []
    problems: list[str] = []
    for line in _lines(file):
        kpi, text = kpi_named(line.kpi), _problem(line, units)
        if text or kpi is None or line.day is None or line.value is None:
            problems.append(_("Row %(row)s: %(text)s") % {"row": line.number, "text": text})
        else:
            unit = units.get(line.unit.casefold())
            said = {"source": line.source, "note": line.note}
            read.append((kpi, Reading(day=line.day, value=line.value, unit=unit, **said)))
    if problems:
        raise InvalidInput(problems[0], errors={"file": problems[:MOST_PROBLEMS]})
    return read


def _lines(file: UploadedFile[bytes]) -> list[ReadingLine]:
    with local_copy(file) as path:
        sheet = open_spreadsheet(path, LIMITS)
        columns = columns_of(sheet.headers)
        if missing := [name for name in NEEDED if name not in columns]:
            raise SpreadsheetError(
                _("The file does not have these columns: %(columns)s.")
                % {"columns": ", ".join(missing)}
            )
        return [read_line(row.number, row.values, columns) for row in sheet.rows()]


def _problem(line: ReadingLine, units: Mapping[str, BusinessUnit]) -> str:
    """Why a line cannot be a reading; empty for one that can."""
    long = [name for name, most in LONGEST.items() if len(getattr(line, name)) > most]
    checks = (
        (kpi_named(line.kpi) is None, _("there is no KPI %(name)s.") % {"name": line.kpi}),
        (line.day is None or not is_reckoned(line.day), _("the day is not like 2026-03-31.")),
        (line.value is None, _("the value is no number.")),
        (
            bool(line.unit) and line.unit.casefold() not in units,
            _("there is no business unit %(name)s.") % {"name": line.unit},
        ),
        (bool(long), _("%(columns)s: the text is too long.") % {"columns": ", ".join(long)}),
    )
    return next((text for is_wrong, text in checks if is_wrong), "")
