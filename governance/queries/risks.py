"""The register as its pages read it: one risk, the heat map, and what it all may cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Model, Sum

from coe_portal.accounts.models import Membership
from governance.catalogs import load
from governance.choices import RiskBand, RiskCategory
from governance.logic.risks import LEVELS, Rating
from governance.models.risks import (
    INHERENT,
    RESIDUAL,
    Risk,
    RiskAcceptance,
    RiskLink,
    RiskQuerySet,
    RiskTreatment,
)
from governance.risk_subjects import declared_subjects
from intake.models.use_cases import UseCase

LIBRARY: Final = "risk_library"
MOST_BARS: Final = 25
MOST_SHOWN: Final = 50
VIEWS: Final = (INHERENT, RESIDUAL)


def case_of(risk: Risk) -> UseCase | None:
    """The use case in whose story the risk is told: the first that it was linked to."""
    link = risk.links.filter(subject_type=UseCase._meta.label_lower).first()
    return None if link is None else UseCase.objects.filter(pk=link.subject_id).first()


@dataclass(frozen=True)
class LibraryEntry:
    """A risk that is known from elsewhere, in our words."""

    id: str
    category: RiskCategory
    title: str
    description: str
    causes: tuple[str, ...]
    mitigations: tuple[str, ...]
    refs: tuple[str, ...]


def library() -> tuple[LibraryEntry, ...]:
    """All entries of the library, by category and title."""
    entries = (
        LibraryEntry(
            row["id"],
            RiskCategory(row["category"]),
            row["title"],
            row["description"],
            tuple(row["causes"]),
            tuple(row["mitigations"]),
            tuple(one for refs in row["refs"].values() for one in refs),
        )
        for row in load(LIBRARY)["risks"]
    )
    return tuple(sorted(entries, key=lambda entry: (str(entry.category.label), entry.title)))


def library_entry(entry_id: str) -> LibraryEntry | None:
    """One entry; None for an id that the library does not have."""
    return next((entry for entry in library() if entry.id == entry_id), None)


def adopted_entries(risks: RiskQuerySet) -> set[str]:
    """Ids of the entries that live risks were taken from."""
    taken = risks.live().exclude(library_id="")
    return set(taken.order_by().values_list("library_id", flat=True).distinct())


@dataclass(frozen=True)
class LinkLine:
    """An object that a risk concerns, for somebody who may see it."""

    pk: int
    kind: str
    subject: Any


@dataclass(frozen=True)
class RiskPage:
    """Everything the page of a risk shows."""

    links: tuple[LinkLine, ...]
    hidden_links: int
    treatments: tuple[RiskTreatment, ...]
    acceptance: RiskAcceptance | None
    earlier: tuple[RiskAcceptance, ...]
    entry: LibraryEntry | None


def risk_page(risk: Risk, member: Membership) -> RiskPage:
    """The risk with its treatments, acceptances and links."""
    links = list(risk.links.all()[:MOST_SHOWN])
    lines = tuple(link_lines(links, member))
    acceptances = list(risk.acceptances.select_related("accepted_by__user")[:MOST_SHOWN])
    running = next((one for one in acceptances if one.ended_at is None), None)
    treatments = list(risk.treatments.select_related("owner__user")[:MOST_SHOWN])
    for treatment in treatments:
        treatment.risk = risk
    return RiskPage(
        links=lines,
        hidden_links=len(links) - len(lines),
        treatments=tuple(treatments),
        acceptance=running,
        earlier=tuple(one for one in acceptances if one is not running),
        entry=library_entry(risk.library_id) if risk.library_id else None,
    )


def link_lines(links: Iterable[RiskLink], member: Membership) -> Iterable[LinkLine]:
    """What the links lead to, as far as the member may see it: one query for each kind."""
    links = list(links)
    for kind in declared_subjects():
        wanted = {link.subject_id: link.pk for link in links if link.subject_type == kind.type}
        if wanted:
            for subject in kind.visible_to(member).filter(pk__in=wanted).order_by("pk"):
                yield LinkLine(wanted[subject.pk], str(kind.label), subject)


def risks_about(subject: Model, visible: RiskQuerySet) -> list[Risk]:
    """The risks of one object, the largest first."""
    rows = visible.about(subject).with_register().order_by("state", "-score", "-number")
    return list(rows[:MOST_SHOWN])


@dataclass(frozen=True)
class HeatCell:
    """How many risks have this likelihood and impact."""

    likelihood: int
    impact: int
    count: int

    @property
    def band(self) -> RiskBand:
        return Rating(self.likelihood, self.impact).band


@dataclass(frozen=True)
class HeatRow:
    likelihood: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The most likely first, as on paper; `unrated` have no residual rating yet."""

    rows: tuple[HeatRow, ...]
    total: int
    unrated: int


def heat_map(risks: RiskQuerySet, kind: str) -> HeatMap:
    """Live risks by likelihood and impact, inherent or residual. One query."""
    names = (f"{kind}_likelihood", f"{kind}_impact")
    counted = risks.live().order_by().values_list(*names).annotate(count=Count("pk"))
    counts = {(likelihood, impact): count for likelihood, impact, count in counted}
    unrated = counts.pop((None, None), 0)
    rows = tuple(
        HeatRow(
            likelihood,
            tuple(
                HeatCell(likelihood, impact, counts.get((likelihood, impact), 0))
                for impact in LEVELS
            ),
        )
        for likelihood in reversed(LEVELS)
    )
    return HeatMap(rows, sum(counts.values()), unrated)


@dataclass(frozen=True)
class MoneyLine:
    """A category with what its risks may cost in a year."""

    label: str
    value: str
    count: int
    annual: Decimal


@dataclass(frozen=True)
class MoneyView:
    """Expected losses of live risks, the largest first, with all of them summed."""

    risks: tuple[Risk, ...]
    categories: tuple[MoneyLine, ...]
    total: Decimal
    count: int
    unpriced: int

    @property
    def largest(self) -> Decimal:
        return max((risk.annual_loss or Decimal(0) for risk in self.risks), default=Decimal(0))

    @property
    def left_out(self) -> int:
        return self.count - len(self.risks)


def money_view(risks: RiskQuerySet) -> MoneyView:
    """What live risks may cost in a year, each and by category. Two queries."""
    live = risks.live()
    sums = (
        live.order_by()
        .values_list("category")
        .annotate(count=Count("annual_loss"), all=Count("pk"), annual=Sum("annual_loss"))
    )
    found = list(sums)
    lines = [
        MoneyLine(str(RiskCategory(category).label), category, count, annual)
        for category, count, _all, annual in found
        if count
    ]
    priced = live.filter(annual_loss__isnull=False).order_by("-annual_loss", "-number")
    return MoneyView(
        risks=tuple(priced[:MOST_BARS]),
        categories=tuple(sorted(lines, key=lambda line: (-line.annual, line.label))),
        total=sum((line.annual for line in lines), Decimal(0)),
        count=sum(line.count for line in lines),
        unpriced=sum(every - count for _category, count, every, _annual in found),
    )
