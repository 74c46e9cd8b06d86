"""Papers as pages, files and programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from coe_portal.accounts.models import Membership
from governance.catalogs import load
from governance.choices import FriaState, PaperKind, PaperStanding
from governance.logic.papers import (
    Entry,
    Fact,
    Point,
    content_of,
    gaps,
    is_due,
    parse_points,
    points_for,
    sections_due,
)
from governance.models.papers import Fria, PaperEdition, PaperText, RegistrationFiling
from governance.paper_facts import known_of
from governance.queries import paper_sources as _sources  # noqa: F401  (declares what is known)
from intake.choices import AiActClass
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase
from intake.queries.outcomes import answered_sections

CATALOGUE = "papers"


@cache
def points_of(kind: PaperKind) -> tuple[Point, ...]:
    """All points of a paper."""
    return parse_points(load(CATALOGUE)["papers"][kind.value])


@dataclass(frozen=True)
class Paper:
    """A paper of a use case as it stands today."""

    use_case: UseCase
    kind: PaperKind
    is_due: bool
    sections: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def gaps(self) -> list[Entry]:
        return gaps(self.entries)

    @property
    def total(self) -> int:
        return len(self.entries)

    @property
    def written(self) -> int:
        return self.total - len(self.gaps)

    def entry(self, key: str) -> Entry | None:
        """The entry of a point; None when this use case has no such point."""
        return next((entry for entry in self.entries if entry.point.key == key), None)

    def content(self) -> dict[str, Any]:
        """The whole paper as data."""
        return content_of(
            self.entries,
            paper=self.kind.value,
            law=load(CATALOGUE)["law"],
            reference=self.use_case.reference,
            use_case=self.use_case.title,
            ai_act_class=self.use_case.ai_act_class,
            tier=self.use_case.tier,
            sections=list(self.sections),
        )


def paper_of(use_case: UseCase, kind: PaperKind) -> Paper:
    """The paper with all that is known and written now."""
    assessment = _assessment(use_case)
    articles = assessment.articles if assessment else []
    points = points_for(kind, points_of(kind), articles)
    known = known_of(use_case, kind)
    answered = _answers(assessment, points)
    texts = {row.point: row for row in PaperText.objects.filter(use_case=use_case, kind=kind)}
    entries = []
    for point in points:
        row = texts.get(point.key)
        facts = (
            *known.get(point.key, ()),
            *(answered[key] for key in point.answers if key in answered),
        )
        entries.append(Entry(point, facts, row.text if row else "", row.revision if row else 0))
    return Paper(
        use_case=use_case,
        kind=kind,
        is_due=is_due(kind, articles),
        sections=sections_due(articles) if kind == PaperKind.REGISTRATION else (),
        entries=tuple(entries),
    )


def _assessment(use_case: UseCase) -> Assessment | None:
    if use_case.current_assessment_id is None:
        return None
    rows = Assessment.objects.select_related("questionnaire")
    found: Assessment = rows.get(pk=use_case.current_assessment_id)
    return found


def _answers(assessment: Assessment | None, points: Iterable[Point]) -> dict[str, Fact]:
    """The assessment's answers that some point asks for, in words."""
    if assessment is None:
        return {}
    wanted = {key for point in points for key in point.answers}
    form = assessment.questionnaire.parsed()
    found = {}
    for section in answered_sections(assessment.answers, form, {}):
        for one in section.questions:
            text = "; ".join(" – ".join(filter(None, row)) for row in one.rows) or one.answer
            if one.key in wanted and text:
                found[one.key] = Fact(one.label, text)
    return found


@dataclass(frozen=True)
class Shelf:
    """A paper's editions, newest first, with what became of them."""

    editions: list[PaperEdition]
    fria: Fria | None
    filing: RegistrationFiling | None


def shelf_of(use_case: UseCase, kind: PaperKind) -> Shelf:
    """The last fifty editions; the newest of what became of them."""
    editions = list(
        PaperEdition.objects.filter(use_case=use_case, kind=kind)
        .select_related("made_by__user")
        .defer("content")[:50]
    )
    for edition in editions:
        edition.use_case = use_case
    fria = filing = None
    if kind == PaperKind.FRIA:
        fria = current_fria(use_case)
    if kind == PaperKind.REGISTRATION:
        filing = RegistrationFiling.objects.filter(use_case=use_case).first()
    return Shelf(editions, fria, filing)


def current_fria(use_case: UseCase) -> Fria | None:
    """The newest that was sent for approval."""
    rows = Fria.objects.filter(use_case=use_case)
    found: Fria | None = rows.select_related(
        "edition__use_case", "judged_by__user", "sent_by__user"
    ).first()
    return found


def cases_with_papers(member: Membership) -> QuerySet[UseCase]:
    """Use cases of high risk, and those for which a paper was kept."""
    rows: QuerySet[UseCase] = UseCase.objects.visible_to(member).filter(
        Q(ai_act_class=AiActClass.HIGH)
        | Q(pk__in=PaperEdition.objects.order_by().values("use_case"))
    )
    return _with_editions(rows).select_related("owner__user")


def standings_here(use_case: UseCase) -> Mapping[PaperKind, PaperStanding]:
    """How one use case stands with each paper."""
    return standings_of(_with_editions(UseCase.objects.all()).get(pk=use_case.pk))


def _with_editions(rows: QuerySet[UseCase]) -> QuerySet[UseCase]:
    """With what `standings_of` reads."""
    return rows.select_related("current_assessment").prefetch_related(
        Prefetch("paper_editions", queryset=PaperEdition.objects.defer("content")),
        "frias",
        "filings",
    )


def standings_of(use_case: UseCase) -> Mapping[PaperKind, PaperStanding]:
    """How a row of `cases_with_papers` stands with each paper; asks the database nothing."""
    assessment = use_case.current_assessment
    articles = assessment.articles if assessment else []
    return {
        PaperKind.FRIA: _fria_standing(list(use_case.frias.all()), articles),
        PaperKind.TECHNICAL_FILE: _standing(
            PaperKind.TECHNICAL_FILE,
            any(one.kind == PaperKind.TECHNICAL_FILE for one in use_case.paper_editions.all()),
            articles,
        ),
        PaperKind.REGISTRATION: _standing(
            PaperKind.REGISTRATION, bool(use_case.filings.all()), articles
        ),
    }


def _fria_standing(frias: Sequence[Fria], articles: Sequence[str]) -> PaperStanding:
    states = {fria.state for fria in frias}
    if FriaState.WAITING in states and FriaState.APPROVED not in states:
        return PaperStanding.WAITING
    return _standing(PaperKind.FRIA, FriaState.APPROVED in states, articles)


def _standing(kind: PaperKind, is_there: bool, articles: Sequence[str]) -> PaperStanding:  # noqa: FBT001
    if is_there:
        return PaperStanding.DONE
    return PaperStanding.MISSING if is_due(kind, articles) else PaperStanding.NOT_DUE
