"""Release checklists as pages and gates read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from coe_portal.collaboration.models import Attachment
from governance.choices import ChecklistTopic, ItemChoice, ItemState
from governance.logic.checklists import (
    CONFIRMED_TIERS,
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

MOST_WAITING = 1000


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
        None
        if not items
        else Checklist.objects.filter(use_case=use_case, gate=gate)
        .select_related("confirmed_by__user")
        .prefetch_related("answers__answered_by__user", "answers__evidence")
        .first()
    )
    return _sheet(use_case, gate, checklist, items)


def waiting_lists() -> list[int]:
    """The complete lists that somebody else has to confirm now, by id; the oldest first.

    The database finds those with enough answers, the rules say which of them wait.
    """
    items = _items()
    enough = Q(pk__in=[])
    for tier in CONFIRMED_TIERS:
        for gate in asked_gates(items, tier):
            number = len(asked_items(items, tier, gate.value))
            enough |= Q(use_case__tier=tier, gate=gate, answered__gte=number)
    said = Q(answers__choice__in=[ItemChoice.YES, ItemChoice.NOT_APPLICABLE])
    rows = (
        Checklist.objects.filter(use_case__in=UseCase.objects.open().order_by().values("pk"))
        .annotate(answered=Count("answers", filter=said))
        .filter(enough)
        .select_related("use_case")
        .prefetch_related("answers")
        .order_by("pk")[:MOST_WAITING]
    )
    sheets = [(row.pk, _sheet(row.use_case, Gate(row.gate), row, items)) for row in rows]
    return [pk for pk, sheet in sheets if sheet.waits_for_confirmation and not sheet.is_passed]


def waiting_rows() -> QuerySet[Checklist]:
    """The same as rows of a list, with the moment of the last answer."""
    rows = Checklist.objects.filter(pk__in=waiting_lists())
    found: QuerySet[Checklist] = rows.select_related(
        "use_case__owner__user", "use_case__business_unit"
    ).annotate(answered_at=Max("answers__answered_at"))
    return found


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
