"""What went wrong in the quarter, or was still open at its end."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from governance.choices import Severity
from metrics.integrations.board_pack.sections import SHORT, Chapter, Field, Sheet, chapter
from metrics.queries.pack_numbers import PackNumbers
from metrics.queries.pack_risks import IncidentRow, incidents_of

MOST_ON_PAGES: Final = 30
TITLE: Final = gettext_lazy("Incidents")
GRAVE: Final = (Severity.HIGH, Severity.CRITICAL)
FIELDS: Final = (
    Field(gettext_lazy("Id"), 10),
    Field(gettext_lazy("Incident"), 44),
    Field(gettext_lazy("Severity"), 12),
    Field(gettext_lazy("Kind"), 30),
    Field(gettext_lazy("Harm"), 30),
    Field(gettext_lazy("Use case"), 36),
    Field(gettext_lazy("Reported"), 18, "yyyy-mm-dd hh:mm"),
    Field(gettext_lazy("State then"), 12),
    Field(gettext_lazy("Open actions"), 14, "0"),
)


@chapter("incidents", order=60, title=TITLE)
def incidents(numbers: PackNumbers) -> Chapter:
    """The newest first."""
    rows = incidents_of(numbers.as_of)
    context = {"rows": rows[:MOST_ON_PAGES], "left": max(0, len(rows) - MOST_ON_PAGES)}
    return Chapter(
        "metrics/packs/chapters/incidents.html",
        context,
        sheets=(Sheet(TITLE, FIELDS, tuple(_cells(row) for row in rows)),),
        data=[_facts(row) for row in rows],
        highlights=(_highlight(rows),),
        flows=len(rows) <= SHORT,
    )


def _highlight(rows: tuple[IncidentRow, ...]) -> str:
    new = sum(row.is_new for row in rows)
    if not rows:
        return _("No incident was reported, and none was open.")
    grave = sum(row.severity in GRAVE for row in rows)
    still_open = sum(row.is_open for row in rows)
    reported = ngettext("%(count)d incident was reported", "%(count)d incidents were reported", new)
    text = _("%(reported)s. Open at the end: %(open)d. High or critical: %(grave)d.")
    return text % {"reported": reported % {"count": new}, "open": still_open, "grave": grave}


def _cells(row: IncidentRow) -> tuple[Any, ...]:
    return (
        row.reference,
        row.title,
        row.severity_label,
        row.kind,
        row.harm,
        row.use_case,
        row.reported_at,
        str(row.state.label),
        row.open_actions,
    )


def _facts(row: IncidentRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "severity": "" if row.severity is None else row.severity.value,
        "state": row.state.value,
        "reported_at": row.reported_at.isoformat(),
    }
