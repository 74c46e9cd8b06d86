"""What a draft of a tier policy or rubric would change of the cases that are there.

Reads the answers as they were frozen; nothing is written. A small portfolio is looked at while one
waits, a large one by a job, chunk after chunk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.jobs.models import Job
from intake.choices import Tier
from intake.logic import scoring, tiering
from intake.logic.evaluation import EU_CLASS, EU_UNSURE, Rulebook
from intake.logic.expressions import Answer
from intake.models.rulebooks import Rubric, RuleDocument, TierPolicy
from intake.models.use_cases import UseCase, UseCaseQuerySet
from intake.queries.rulebook import in_force

KIND = "intake.replay"
AT_ONCE = 1_000
CHUNK = 500
SHOWN = 10
MUCH = 10

UNSURE = "current_assessment__ai_act__unsure"
FIELDS = (
    *("pk", "number", "title", "tier", "priority", "ai_act_class"),
    *("current_assessment__answers", UNSURE),
)
SHIFTS: Mapping[str, str | Promise] = {
    "up_much": _("Priority rises by 10 points or more"),
    "up": _("Priority rises"),
    "down": _("Priority falls"),
    "down_much": _("Priority falls by 10 points or more"),
    "other": _("Priority appears or is lost"),
}

Case: TypeAlias = Mapping[str, Any]
# The kind of change, what to say of it beside the case, and how large it is; None for no change.
Change: TypeAlias = tuple[str, str, float] | None
Judge: TypeAlias = Callable[[Case], Change]


@dataclass(frozen=True)
class Move:
    """Cases that change in the same way; `cases` are (reference, title, note) of the first."""

    way: str
    count: int
    cases: Sequence[tuple[str, str, str]]

    @property
    def tiers(self) -> tuple[Tier, Tier] | None:
        """From which tier to which, when it is one of tiers."""
        before, colon, after = self.way.partition(":")
        return (Tier(before), Tier(after)) if colon else None

    @property
    def label(self) -> str:
        """What happens to the priority."""
        return str(SHIFTS.get(self.way, ""))


@dataclass(frozen=True)
class Replay:
    """The moves among all submitted cases that are open."""

    looked_at: int
    moves: Sequence[Move]

    @property
    def moved(self) -> int:
        """How many cases would change."""
        return sum(move.count for move in self.moves)


class Trial:
    """A draft tried on case after case.

    Raises:
        InvalidDocument: the draft cannot be used.
    """

    def __init__(self, draft: RuleDocument) -> None:
        self.digest = draft.digest
        self.looked_at = 0
        self._judge = _judge(draft)
        self._counts: dict[str, int] = defaultdict(int)
        self._first: dict[str, list[tuple[float, str, str, str]]] = defaultdict(list)

    def look_at(self, cases: Iterable[Case]) -> None:
        """Judge these too; of each way only the cases that change most are kept."""
        for case in cases:
            self.looked_at += 1
            change = self._judge(case)
            if change is None:
                continue
            way, note, size = change
            self._counts[way] += 1
            entry = (-size, f"{UseCase.PREFIX}-{case['number']}", case["title"], note)
            self._first[way] = sorted([*self._first[way], entry], key=_by_size)[:SHOWN]

    def result(self) -> Replay:
        """The moves so far, the largest group first."""
        moves = [
            Move(way, count, [entry[1:] for entry in self._first[way]])
            for way, count in self._counts.items()
        ]
        return Replay(self.looked_at, sorted(moves, key=lambda move: -move.count))

    def outcome(self) -> dict[str, object]:
        """The result as a job keeps it."""
        found = self.result()
        moves = [
            [move.way, move.count, [list(case) for case in move.cases]] for move in found.moves
        ]
        return {"digest": self.digest, "looked_at": found.looked_at, "moves": moves}


def replay(draft: RuleDocument) -> Replay:
    """Try a draft on all cases now."""
    trial, last = Trial(draft), 0
    while cases := cases_after(last):
        trial.look_at(cases)
        last = cases[-1]["pk"]
    return trial.result()


def cases_after(last: int) -> list[Case]:
    """The next chunk of cases to look at."""
    rows: Any = _looked_at().filter(pk__gt=last).order_by("pk")
    return list(rows.values(*FIELDS)[:CHUNK])


def how_many() -> int:
    """How many cases a replay looks at."""
    return _looked_at().count()


def is_small() -> bool:
    """Whether one can wait for it."""
    return _looked_at().capped_count(AT_ONCE) <= AT_ONCE


def latest_job(draft: RuleDocument) -> Job | None:
    """The last job that tried this draft, whatever became of it."""
    jobs = Job.objects.filter(kind=KIND, subject_type=draft._meta.label_lower, subject_id=draft.pk)
    return jobs.order_by("-number").first()


def replay_of(job: Job) -> Replay:
    """What a finished job found."""
    moves = [
        Move(way, count, [(reference, title, note) for reference, title, note in cases])
        for way, count, cases in job.outcome["moves"]
    ]
    return Replay(job.outcome["looked_at"], moves)


def _looked_at() -> UseCaseQuerySet:
    rows: UseCaseQuerySet = UseCase.objects.submitted().open()
    return rows


def _by_size(entry: tuple[float, str, str, str]) -> float:
    return entry[0]


def _judge(draft: RuleDocument) -> Judge:
    if isinstance(draft, TierPolicy):
        return _tier_judge(tiering.parse(draft.document))
    if isinstance(draft, Rubric):
        return _score_judge(scoring.parse(draft.document), in_force().rulebook)
    message = f"{draft.KIND} changes neither tier nor priority by itself."
    raise TypeError(message)


def _tier_judge(policy: tiering.Policy) -> Judge:
    def judge(case: Case) -> Change:
        after = tiering.tier(_known(case), policy, what_if=False).tier
        return None if after == case["tier"] else (f"{case['tier']}:{after}", "", 0)

    return judge


def _score_judge(rubric: scoring.Rubric, rulebook: Rulebook) -> Judge:
    defaults = rulebook.policy.defaults

    def judge(case: Case) -> Change:
        known = _known(case)
        implied = rulebook.questionnaire.read(known).implied & defaults.keys()
        scores = scoring.score({**{key: defaults[key] for key in implied}, **known}, rubric)
        before = None if case["priority"] is None else float(case["priority"])
        return _shift(before, scores.priority)

    return judge


def _shift(before: float | None, after: float | None) -> Change:
    if before == after:
        return None
    note = f"{_figure(before)} → {_figure(after)}"
    if before is None or after is None:
        return ("other", note, 0)
    change = after - before
    way = ("up" if change > 0 else "down") + ("_much" if abs(change) >= MUCH else "")
    return (way, note, abs(change))


def _figure(priority: float | None) -> str:
    return "–" if priority is None else f"{priority:.1f}"


def _known(case: Case) -> dict[str, Answer]:
    """The frozen answers, and those that the portal gave itself."""
    known = {**case["current_assessment__answers"]}
    if case["ai_act_class"]:
        known |= {EU_CLASS: case["ai_act_class"], EU_UNSURE: bool(case[UNSURE])}
    return known
