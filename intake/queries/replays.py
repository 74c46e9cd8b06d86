"""What a tier policy would say of the cases that are there, before it is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from intake.choices import Tier
from intake.logic import tiering
from intake.logic.evaluation import EU_CLASS, EU_UNSURE
from intake.models.rulebooks import TierPolicy
from intake.models.use_cases import UseCase

MOST_CASES = 5_000
SHOWN = 10


@dataclass(frozen=True)
class Move:
    """Cases that would change their tier in the same way; `cases` are the first of them."""

    before: Tier
    after: Tier
    count: int
    cases: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Replay:
    """The moves among the cases looked at, which are the latest when there are many."""

    looked_at: int
    moves: Sequence[Move]

    @property
    def moved(self) -> int:
        """How many cases would change their tier."""
        return sum(move.count for move in self.moves)


def replay_tier_policy(draft: TierPolicy) -> Replay:
    """The tier that a policy gives to current assessments, against the one they have.

    Reads the answers as they were frozen; nothing is written.

    Raises:
        InvalidDocument: the policy cannot be used.
    """
    policy = tiering.parse(draft.document)
    found: dict[tuple[Tier, Tier], list[tuple[str, str]]] = defaultdict(list)
    looked_at = 0
    rows = UseCase.objects.submitted().open().order_by("-updated_at", "-id")
    fields = ("number", "title", "tier", "ai_act_class", "current_assessment__answers")
    unsure = "current_assessment__ai_act__unsure"
    for number, title, tier, ai_act_class, answers, open_questions in rows.values_list(
        *fields, unsure
    )[:MOST_CASES]:
        looked_at += 1
        known = {**answers, EU_CLASS: ai_act_class or None, EU_UNSURE: bool(open_questions)}
        after = tiering.tier(known, policy, what_if=False).tier
        if after != tier:
            found[Tier(tier), after].append((f"{UseCase.KIND}-{number}", title))
    moves = [Move(*way, len(cases), cases[:SHOWN]) for way, cases in found.items()]
    return Replay(looked_at, sorted(moves, key=lambda move: -move.count))
