"""Release checklists as pages and gates read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coe_portal.collaboration.models import Attachment
from governance.choices import ChecklistTopic, ItemState
from governance.logic.checklists import (
    Given,
    Item,
    Progress,
    asked_gates,
    asked_items,
    digest_of,
    is_open_gate,
    needs_confirmation,
    progress_of,
    state_of,
)
from governance.models.checklists import Checklist, ChecklistAnswer, ChecklistVersion
from intake.choices import Gate, Stage
from intake.logic.stages import LADDER
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class Line:
    """An item with its answer, if there is one."""

    item: Item
    answer: ChecklistAnswer | None
    state: ItemState

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def remark(self) -> str:
        return self.answer.remark if self.answer else ""


@dataclass(frozen=True)
class Sheet:
    """The checklist of a use case at one gate, as it stands."""

    use_case: UseCase
    gate: Gate
    checklist: Checklist | None
    lines: tuple[Line, ...]
    progress: Progress
    digest: str
    needs_confirmation: bool
    is_open: bool
    is_passed: bool

    @property
    def is_confirmed(self) -> bool:
        return self.checklist is not None and self.checklist.confirmed_digest == self.digest

    @property
    def waits_for_confirmation(self) -> bool:
        return self.progress.is_complete and self.needs_confirmation and not self.is_confirmed

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """The lines by topic."""
        return [
            (str(topic.label), lines)
            for topic in ChecklistTopic
            if (lines := [line for line in self.lines if line.item.topic == topic])
        ]

    def line(self, key: str) -> Line | None:
        """The line of an item; None when it is not asked here."""
        return next((line for line in self.lines if line.item.key == key), None)


def version_in_force() -> ChecklistVersion | None:
    """The newest; None until the organization has published one."""
    found: ChecklistVersion | None = ChecklistVersion.objects.order_by("-number").first()
    return found


def is_passed(use_case: UseCase, gate: Gate) -> bool:
    """Whether the case stands behind this gate: its list is history then."""
    stage = Stage(use_case.stage)
    return stage in LADDER and LADDER.index(stage) >= LADDER.index(Stage(gate.value))


def sheets_of(use_case: UseCase) -> list[Sheet]:
    """The lists of all gates at which the case is asked anything."""
    items = _items()
    gates = asked_gates(items, use_case.tier)
    if not gates:
        return []
    kept = Checklist.objects.filter(use_case=use_case).select_related("confirmed_by__user")
    rows = {row.gate: row for row in kept.prefetch_related("answers__answered_by__user")}
    return [_sheet(use_case, gate, rows.get(gate.value), items) for gate in gates]


def sheet_of(use_case: UseCase, gate: Gate) -> Sheet:
    """The list of one gate; without lines when nothing is asked."""
    items = _items()
    checklist = (
        Checklist.objects.filter(use_case=use_case, gate=gate)
        .select_related("confirmed_by__user")
        .prefetch_related("answers__answered_by__user", "answers__evidence")
        .first()
    )
    return _sheet(use_case, gate, checklist, items)


def files_of(use_case: UseCase) -> list[Attachment]:
    """What an answer can point at."""
    return list(Attachment.objects.about(use_case).present()[:200])


def _items() -> tuple[Item, ...]:
    version = version_in_force()
    return version.parsed if version else ()


def _sheet(
    use_case: UseCase, gate: Gate, checklist: Checklist | None, items: Sequence[Item]
) -> Sheet:
    asked = asked_items(items, use_case.tier, gate.value)
    if checklist is not None:
        checklist.use_case = use_case
    answers = {row.item: row for row in checklist.answers.all()} if checklist else {}
    given: dict[str, Given] = {key: row.given for key, row in answers.items()}
    lines = tuple(
        Line(item, answers.get(item.key), state_of(item, given.get(item.key))) for item in asked
    )
    confirmed = checklist.confirmed_digest if checklist else ""
    return Sheet(
        use_case=use_case,
        gate=gate,
        checklist=checklist,
        lines=lines,
        progress=progress_of([line.state for line in lines]),
        digest=digest_of(asked, given),
        needs_confirmation=needs_confirmation(use_case.tier),
        is_open=is_open_gate(asked, given, use_case.tier, confirmed),
        is_passed=is_passed(use_case, gate),
    )
