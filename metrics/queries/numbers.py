"""The numbers of some quarters as a page shows them: the newest, or those that were signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, JSONObject, NullIf

from coe_portal.tenancy.clock import today_here
from metrics.kpis.registry import KPI, all_kpis
from metrics.logic.periods import Quarter
from metrics.logic.slices import WHOLE, Cut
from metrics.logic.standing import Bands
from metrics.models.quarters import Commentary, Signature
from metrics.models.snapshots import Snapshot, SnapshotQuerySet
from metrics.models.targets import KpiTarget
from metrics.queries.quarters import Comment, kept_comment, running_closes

# A published commentary in the form in which a close keeps it.
AS_KEPT = JSONObject(
    text="text",
    by=Coalesce(NullIf("published_by__user__name", Value("")), "published_by__user__email"),
    at="published_at",
)


@dataclass(frozen=True)
class Correction:
    """What a number would be if it were computed now, and why it differs from the signed one."""

    value: float | None
    reason: str
    computed_at: datetime


class Numbers:
    """Snapshots of some quarters, narrowed to a part of the organization, by KPI and quarter.

    Of a quarter that is signed, or being signed, the signed ones count; newer ones are corrections.
    """

    def __init__(self, quarters: Sequence[Quarter], cut: Cut = WHOLE) -> None:
        self.quarters = quarters
        self.cut = cut
        days = [quarter.starts_on for quarter in quarters]
        self.signatures: Mapping[date, list[Signature]] = running_closes(days)
        latest = Snapshot.objects.latest_of(days, (kpi.code for kpi in all_kpis()))
        told = _with_words(_narrowed(latest, cut), quarters[-1])
        self.latest = {(row.starts_on, row.kpi): row for row in told}
        self.shown = {**self.latest, **self._pinned()}

    def of(self, kpi: str, quarter: Quarter) -> Snapshot | None:
        """The snapshot that the page shows."""
        return self.shown.get((quarter.starts_on, kpi))

    def value(self, kpi: KPI, quarter: Quarter) -> float | None:
        """The number as the page shows it; None when it is not known."""
        return self._value(kpi, self.of(kpi.code, quarter))

    def rows(self, kpi: str, quarter: Quarter) -> int:
        """How many rows stand behind a number of the whole organization."""
        row = self.of(kpi, quarter)
        return 0 if row is None else row.inputs

    def parts(self, kpi: str, quarter: Quarter) -> Mapping[str, float]:
        """The parts of a number of the whole organization."""
        row = self.of(kpi, quarter)
        return {} if row is None else row.parts

    def correction(self, kpi: KPI, quarter: Quarter) -> Correction | None:
        """The newer number beside one that is signed, if it differs."""
        shown, latest = self.of(kpi.code, quarter), self.latest.get((quarter.starts_on, kpi.code))
        if shown is None or latest is None or shown.pk == latest.pk:
            return None
        value = self._value(kpi, latest)
        if value == self._value(kpi, shown):
            return None
        return Correction(value, latest.reason, latest.computed_at)

    def comment(self, kpi: str) -> Comment | None:
        """What was said about a number of the last quarter; of a signed one, what was signed."""
        if signatures := self.signatures.get(self.quarters[-1].starts_on):
            return kept_comment(signatures[0].close.commentary.get(kpi))
        row = self._last(kpi)
        return kept_comment(row.said) if row is not None else None  # type: ignore[attr-defined]

    def bands(self, kpi: KPI) -> Bands | None:
        """What the organization wanted in the last quarter, else what the portal proposes."""
        row = self._last(kpi.code)
        own = row.wanted if row is not None else None  # type: ignore[attr-defined]
        if own is None or own["target"] is None:
            return kpi.bands
        return Bands(own["target"], own["good"], own["fair"])

    def is_signed(self, kpi: str, quarter: Quarter) -> bool:
        """Whether the number is one of those under the signatures of the quarter."""
        signatures = self.signatures.get(quarter.starts_on, [])
        return any(kpi in one.close.snapshots for one in signatures[:1])

    def is_narrowed(self, kpi: KPI) -> bool:
        """Whether its value is that of the part asked for, not that of everything."""
        return not self.cut.is_whole and kpi.can_cut(self.cut)

    def oldest(self, quarter: Quarter) -> datetime | None:
        """The moment from which its oldest number is seen; None while it lacks one."""
        rows = [self.latest.get((quarter.starts_on, kpi.code)) for kpi in all_kpis()]
        moments = [row.as_of for row in rows if row is not None]
        return min(moments) if moments and len(moments) == len(rows) else None

    def _value(self, kpi: KPI, row: Snapshot | None) -> float | None:
        if row is None or not self.is_narrowed(kpi):
            return None if row is None else row.value
        if row.narrowed is not None or not kpi.has_zero:  # type: ignore[attr-defined]
            return row.narrowed  # type: ignore[attr-defined,no-any-return]
        return 0 if row.is_sliced or not row.inputs else None  # type: ignore[attr-defined]

    def _last(self, kpi: str) -> Snapshot | None:
        """The newest number of the last quarter, which brings words and target along."""
        return self.latest.get((self.quarters[-1].starts_on, kpi))

    def _pinned(self) -> dict[tuple[date, str], Snapshot]:
        """The signed ones; they are asked for only where something newer took their place."""
        wanted = {
            (day, kpi): key
            for day, signatures in self.signatures.items()
            for kpi, key in signatures[0].close.snapshots.items()
        }
        known = {row.pk: row for row in self.latest.values()}
        older = [key for key in wanted.values() if key not in known]
        if older:
            rows = _narrowed(Snapshot.objects.filter(pk__in=older), self.cut)
            known |= {row.pk: row for row in rows}
        return {place: known[key] for place, key in wanted.items() if key in known}


def _narrowed(rows: SnapshotQuerySet, cut: Cut) -> SnapshotQuerySet:
    """Read the one slice that is shown, and leave the others where they are."""
    if cut.is_whole:
        return rows.defer("slices")
    is_sliced = ExpressionWrapper(~Q(slices={}), output_field=BooleanField())
    return rows.annotate(narrowed=KeyTransform(cut.key, "slices"), is_sliced=is_sliced).defer(
        "slices"
    )


def _with_words(rows: SnapshotQuerySet, quarter: Quarter) -> SnapshotQuerySet:
    """Bring commentary and target along with the numbers of one quarter: no query of their own."""
    said = Commentary.objects.filter(kpi=OuterRef("kpi"), starts_on=OuterRef("starts_on"))
    day = min(quarter.ends_on, today_here())
    wanted = KpiTarget.objects.filter(kpi=OuterRef("kpi"), since__lte=day).order_by("-since", "-pk")
    bands = JSONObject(target="target", good="good", fair="fair")
    is_shown = Q(starts_on=quarter.starts_on)
    return rows.annotate(
        said=Case(When(is_shown, then=Subquery(said.exclude(text="").values(found=AS_KEPT)))),
        wanted=Case(When(is_shown, then=Subquery(wanted.values(found=bands)[:1]))),
    )
