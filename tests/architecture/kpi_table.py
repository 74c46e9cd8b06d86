"""Writes docs/kpis.md from the declared KPIs: `make docs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import django

from coe_portal.settings import env
from tests.architecture.sources import ROOT

if TYPE_CHECKING:  # models are imported after django.setup()
    from metrics.kpis.registry import KPI

DOCUMENT = ROOT / "docs" / "kpis.md"
INTRODUCTION = """\
# The KPI catalogue

Made by `make docs` from the declarations in `metrics/kpis/`; a test compares the two.

Every number is computed in the database from history, so that any past day can be asked for again,
and is kept each night and at the end of each quarter, with a proof of what it was made from. Its
rows are what it opens. *Entered* KPIs take readings by form, file or API, because the portal has no
data of its own. Targets and bands are the portal's own until an organization sets others.
"""
HEAD = ("KPI", "question", "unit", "better", "formula", "source", "owner", "sliced by", "target")


def rendered() -> str:
    """The document: a table per area."""
    from metrics.choices import Area  # noqa: PLC0415  # after django.setup()
    from metrics.kpis.registry import all_kpis  # noqa: PLC0415  # as above

    parts = [INTRODUCTION]
    for area in Area:
        kpis = [kpi for kpi in all_kpis() if kpi.area == area]
        if kpis:
            rows = [_cells(kpi) for kpi in kpis]
            lines = [_row(cells) for cells in (HEAD, ["---"] * len(HEAD), *rows)]
            parts.append("\n".join([f"## {area.label}\n", *lines]) + "\n")
    return "\n".join(parts)


def _cells(kpi: KPI) -> Iterator[str]:
    """A KPI as a line of its table."""
    yield f"`{kpi.code}`" + (" *entered*" if kpi.is_entered else "")
    yield str(kpi.question)
    yield str(kpi.unit.label)
    yield {"up": "more", "down": "less"}.get(kpi.direction, "neither")
    yield f"{kpi.formula} ({kpi.summary.label})"
    yield str(kpi.source)
    yield str(kpi.owner)
    yield ", ".join(name.removeprefix("slice_") for name in kpi.slices) or "–"
    bands = kpi.bands
    yield f"{bands.target:g}; good {bands.good:g}, fair {bands.fair:g}" if bands else "–"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main() -> None:
    """Write the document anew."""
    env.choose_settings_module("coe_portal.settings.test")
    django.setup()
    DOCUMENT.write_text(rendered(), encoding="utf-8")


if __name__ == "__main__":
    main()
