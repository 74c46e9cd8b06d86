"""What a page of the wizard shows: the section, its answers, and how far the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.logic.questionnaires import Progress, Questionnaire, Reading, Section
from intake.models.drafts import Draft, DraftSection
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class Step:
    """One section in the rail beside the form; without `url` it is not the member's to open."""

    key: str
    title: str
    number: int
    progress: Progress
    is_current: bool
    is_saved: bool
    url: str

    @property
    def is_started(self) -> bool:
        return self.progress.answered > 0

    @property
    def is_done(self) -> bool:
        """Every required question is answered; without such, something was saved."""
        return self.progress.complete and (self.progress.required > 0 or self.is_saved)


@dataclass(frozen=True)
class WizardPage:
    """One section of a draft for one member."""

    draft: Draft
    row: DraftSection
    section: Section
    reading: Reading
    steps: tuple[Step, ...]

    @property
    def current(self) -> Step:
        return next(step for step in self.steps if step.is_current)

    @property
    def previous(self) -> Step | None:
        """The section before, if the member may open it."""
        return self._neighbour(-1)

    @property
    def following(self) -> Step | None:
        """The section after, if the member may open it."""
        return self._neighbour(1)

    @property
    def is_summary(self) -> bool:
        """The last section is the one that submits."""
        return self.current.number == len(self.steps)

    def _neighbour(self, distance: int) -> Step | None:
        index = self.current.number - 1 + distance
        if not 0 <= index < len(self.steps) or not self.steps[index].url:
            return None
        return self.steps[index]


def find_section(reference: str, key: str) -> DraftSection | None:
    """The section of the open draft of a use case, with what its page reads. One query."""
    rows = DraftSection.objects.filter(
        draft__in=Draft.objects.open(),
        draft__use_case__in=UseCase.objects.by_reference(reference),
        key=key,
    ).select_related("draft__use_case__owner__user", "draft__questionnaire", "saved_by__user")
    return rows.defer("draft__questionnaire__document").first()


def find_draft(reference: str) -> Draft | None:
    """The open draft of a use case."""
    rows = Draft.objects.open().select_related("use_case__owner__user", "questionnaire")
    rows = rows.filter(use_case__in=UseCase.objects.by_reference(reference))
    return rows.defer("questionnaire__document").first()


def wizard_page(row: DraftSection, *, openable: Sequence[str] | None) -> WizardPage:
    """The page of a section; `openable` are the sections of the member, None for all."""
    draft = row.draft
    form: Questionnaire = draft.questionnaire.parsed()
    rows = list(draft.sections.all())
    reading = form.read({key: value for one in rows for key, value in one.answers.items()})
    progress = reading.progress
    saved = {one.key for one in rows if one.revision}
    steps = tuple(
        Step(
            key=section.key,
            title=section.title,
            number=number,
            progress=progress[section.key],
            is_current=section.key == row.key,
            is_saved=section.key in saved,
            url=_url(draft, section.key, openable),
        )
        for number, section in enumerate(form.sections, start=1)
    )
    return WizardPage(draft, row, form.section(row.key), reading, steps)


def section_to_resume(draft: Draft, *, openable: Sequence[str] | None) -> str:
    """Where to go on: the first section that misses an answer, else the summary."""
    form: Questionnaire = draft.questionnaire.parsed()
    progress = form.read(draft.answers()).progress
    mine = [s.key for s in form.sections if openable is None or s.key in openable]
    return next((key for key in mine if not progress[key].complete), mine[-1])


def _url(draft: Draft, key: str, openable: Sequence[str] | None) -> str:
    return draft.use_case.section_url(key) if openable is None or key in openable else ""
