"""An uploaded table of costs becomes lines that were read."""

from __future__ import annotations

from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from coe_portal.importing.files import file_digest, local_copy
from coe_portal.importing.spreadsheets import Limits, SpreadsheetError, open_spreadsheet
from metrics.actions.cost_files import MOST_LINES, CostTable
from metrics.logic.cost_lines import CostReader

LIMITS: Final = Limits(bytes=4 * 1024 * 1024, rows=MOST_LINES, columns=100, cell=2_000)


def read_table(file: UploadedFile[bytes]) -> CostTable:
    """Read all lines.

    Raises:
        SpreadsheetError: it is no table, it is too large, or columns are missing.
    """
    with local_copy(file) as path:
        sheet = open_spreadsheet(path, LIMITS)
        reader = CostReader(sheet.headers)
        if missing := reader.missing():
            raise SpreadsheetError(
                _("The file does not have these columns: %(columns)s.")
                % {"columns": ", ".join(missing)}
            )
        lines = [reader.read(row) for row in sheet.rows()]
        return CostTable(file.name or _("costs"), file_digest(path), lines)
