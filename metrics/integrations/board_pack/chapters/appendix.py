"""The appendix: how every number is computed, what it was made from, and all of it as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from metrics.choices import Area
from metrics.integrations.board_pack.sections import Chapter, Field, Figure, Sheet, chapter
from metrics.integrations.board_pack.words import form_of
from metrics.part_labels import part_label
from metrics.queries.pack_numbers import KpiLine, PackNumbers
from metrics.wording import written

DIGITS_SHOWN: Final = 12
FORMULA_FIELDS: Final = (
    Field(gettext_lazy("Code"), 28),
    Field(gettext_lazy("Area"), 24),
    Field(gettext_lazy("Question"), 56),
    Field(gettext_lazy("Unit"), 12),
    Field(gettext_lazy("Better"), 18),
    Field(gettext_lazy("How it is computed"), 90),
    Field(gettext_lazy("Source"), 36),
    Field(gettext_lazy("Owner"), 24),
)
PART_FIELDS: Final = (
    Field(gettext_lazy("Code"), 28),
    Field(gettext_lazy("Part"), 34),
    Field(gettext_lazy("Value"), 14, "#,##0.00"),
)


@chapter("formulas", order=90, title=gettext_lazy("Appendix A: formulas"))
def formulas(numbers: PackNumbers) -> Chapter:
    """Every KPI that the pages tell of, by area."""
    known = [line for line in numbers.lines if line.is_known]
    areas = [(area.label, [one for one in known if one.kpi.area == area]) for area in Area]
    return Chapter(
        "metrics/packs/chapters/formulas.html",
        {"areas": [(label, lines) for label, lines in areas if lines]},
        sheets=(
            Sheet(_("Formulas"), FORMULA_FIELDS, tuple(_formula(line) for line in numbers.lines)),
        ),
        data={line.kpi.code: str(line.kpi.formula) for line in known},
    )


@chapter("data", order=95, title=gettext_lazy("Appendix B: data"))
def data(numbers: PackNumbers) -> Chapter:
    """The numbers of five quarters, with what each was made from."""
    known = [line for line in numbers.lines if line.is_known]
    currency = numbers.organization.currency
    quarters = [quarter.code for quarter in numbers.quarters]
    rows = [
        (
            line,
            [written(value, line.kpi.unit, currency) for value in line.history],
            "" if line.snapshot is None else line.snapshot.digest[:DIGITS_SHOWN],
        )
        for line in known
    ]
    value_fields = tuple(Field(code, 14) for code in quarters)
    fields = (
        Field(_("Code"), 28),
        Field(_("Question"), 56),
        Field(_("Unit"), 12),
        *value_fields,
        Field(_("Target"), 14),
        Field(_("Standing"), 12),
        Field(_("Numbers as of"), 18, "yyyy-mm-dd hh:mm"),
        Field(_("Rows behind it"), 14, "0"),
        Field(_("SHA-256 of the rows"), 68),
    )
    parts = tuple(part for line in known for part in _parts(line))
    return Chapter(
        "metrics/packs/chapters/data.html",
        {"rows": rows, "quarters": quarters},
        sheets=(
            Sheet(_("Numbers"), fields, tuple(_numbers(line) for line in known)),
            Sheet(_("Parts"), PART_FIELDS, parts),
        ),
    )


def _formula(line: KpiLine) -> tuple[Any, ...]:
    kpi = line.kpi
    texts = (kpi.area.label, kpi.question, kpi.unit.label, kpi.direction.label)
    more = (kpi.formula, kpi.source, kpi.owner)
    return (kpi.code, *(str(text) for text in (*texts, *more)))


def _numbers(line: KpiLine) -> tuple[Any, ...]:
    kpi, snapshot = line.kpi, line.snapshot
    facts: tuple[Any, ...] = (None, None, "")
    if snapshot is not None:
        facts = (snapshot.as_of, snapshot.inputs, snapshot.digest)
    values = tuple(Figure(value, form_of(kpi.unit, value)) for value in line.history)
    target = Figure(line.target, form_of(kpi.unit, line.target))
    standing = "" if line.standing is None else str(line.standing.label)
    return (kpi.code, str(kpi.question), str(kpi.unit.label), *values, target, standing, *facts)


def _parts(line: KpiLine) -> Iterable[tuple[Any, ...]]:
    for part, value in sorted(line.parts.items()):
        yield (line.kpi.code, str(part_label(part)), value)
