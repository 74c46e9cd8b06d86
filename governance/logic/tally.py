"""Count a vote. Pure, total and blind to order: the one place where a committee's will is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from governance.choices import Discipline, Majority, Outcome, VoteChoice

LEAST_BOARD = 2


@dataclass(frozen=True)
class Voter:
    """A seat in one review; `recused` means that nobody may speak for it.

    The weight counts for and against; quorum and disciplines count seats.
    """

    seat: int
    discipline: Discipline
    is_chair: bool = False
    has_veto: bool = False
    recused: bool = False
    weight: int = 1


@dataclass(frozen=True)
class Ballot:
    """What one seat says."""

    seat: int
    choice: VoteChoice


@dataclass(frozen=True)
class Rule:
    """The rule in force when the review was opened."""

    majority: Majority = Majority.MAJORITY
    quorum: int = 1
    required: frozenset[Discipline] = frozenset()
    tie_break_by_chair: bool = True


@dataclass(frozen=True)
class Reason:
    """Why the tally reads as it does; worded for people in `governance.queries.wording`."""

    code: str
    params: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tally:
    """The count. `outcome` is None while the vote is open; `reasons` say why either way."""

    outcome: Outcome | None
    reasons: tuple[Reason, ...]
    approve: int
    conditions: int
    reject: int
    abstain: int
    pending: int
    recused: int
    quorum: int
    missing_disciplines: tuple[Discipline, ...]
    unreachable: bool

    @property
    def cast(self) -> int:
        return self.approve + self.conditions + self.reject + self.abstain


def quorum_after_recusals(rule: Rule, voters: Sequence[Voter]) -> int:
    """The quorum in proportion to the seats that may still vote, rounded up.

    Recusal shrinks the quorum with the board, but one person alone is never a board: a quorum
    of two or more stays at least two, even when fewer are left to vote.
    """
    able = sum(not voter.recused for voter in voters)
    if not voters:
        return rule.quorum
    shrunk = -(-rule.quorum * able // len(voters))
    return max(shrunk, min(rule.quorum, LEAST_BOARD), 1)


def tally(
    voters: Sequence[Voter], ballots: Iterable[Ballot], rule: Rule, *, final: bool = False
) -> Tally:
    """Read the vote under the rule.

    Votes of recused or unknown seats do not count. Abstaining counts for the quorum and for a
    discipline's presence, never for or against. While seats have not voted there is an outcome
    only if it is the same whatever they would say; `final` counts the votes cast at the end of
    the time to vote. Silence is never a vote.
    """
    able = {voter.seat: voter for voter in voters if not voter.recused}
    said = {ballot.seat: ballot.choice for ballot in ballots if ballot.seat in able}
    pending = [seat for seat in able if seat not in said]
    quorum = quorum_after_recusals(rule, voters)
    missing = missing_disciplines(rule, [able[seat] for seat in said])
    blocked = _blocking(quorum, len(said), missing)
    if blocked:
        outcome, reasons = None, blocked
    elif final or not pending:
        outcome, reasons = _count(able, said, rule)
    else:
        outcome, reasons = _settled(able, said, pending, rule)
    choices = list(said.values())
    return Tally(
        outcome=outcome,
        reasons=reasons,
        approve=choices.count(VoteChoice.APPROVE),
        conditions=choices.count(VoteChoice.CONDITIONS),
        reject=choices.count(VoteChoice.REJECT),
        abstain=choices.count(VoteChoice.ABSTAIN),
        pending=len(pending),
        recused=len(voters) - len(able),
        quorum=quorum,
        missing_disciplines=missing,
        unreachable=len(able) < quorum or bool(missing_disciplines(rule, list(able.values()))),
    )


def missing_disciplines(rule: Rule, present: Sequence[Voter]) -> tuple[Discipline, ...]:
    """The disciplines that must vote and are not among these seats, in their usual order."""
    absent = rule.required - {voter.discipline for voter in present}
    return tuple(sorted(absent, key=list(Discipline).index))


def _blocking(quorum: int, cast: int, missing: Sequence[Discipline]) -> tuple[Reason, ...]:
    reasons = []
    if cast < quorum:
        reasons.append(Reason("quorum_open", {"cast": cast, "quorum": quorum}))
    reasons += [Reason("discipline_open", {"discipline": one.value}) for one in missing]
    return tuple(reasons)


def _settled(
    able: dict[int, Voter], said: dict[int, VoteChoice], pending: Sequence[int], rule: Rule
) -> tuple[Outcome | None, tuple[Reason, ...]]:
    """The outcome if nothing the pending seats say can change it.

    The count rises with every vote from reject over abstain to approve, so the two ends and the
    all-conditions case between them bound every way in which the vote may go on.
    """
    ends = (VoteChoice.APPROVE, VoteChoice.CONDITIONS, VoteChoice.REJECT)
    counts = [_count(able, said | dict.fromkeys(pending, end), rule) for end in ends]
    outcomes = {outcome for outcome, _ in counts}
    if len(outcomes) > 1:
        return None, (Reason("votes_open", {"pending": len(pending)}),)
    _, reasons = _count(able, said, rule)
    return outcomes.pop(), (*reasons, Reason("settled_early", {"pending": len(pending)}))


def _count(
    able: dict[int, Voter], said: dict[int, VoteChoice], rule: Rule
) -> tuple[Outcome, tuple[Reason, ...]]:
    """The outcome of these votes as they stand, quorum and disciplines being present."""
    vetoes = [
        Reason("veto", {"discipline": able[seat].discipline.value})
        for seat in sorted(said)
        if said[seat] == VoteChoice.REJECT and able[seat].has_veto
    ]
    if vetoes:
        return Outcome.REJECTED, tuple(vetoes)
    conditions = _weight(able, said, VoteChoice.CONDITIONS)
    yes = _weight(able, said, VoteChoice.APPROVE) + conditions
    no = _weight(able, said, VoteChoice.REJECT)
    if yes + no == 0:
        return Outcome.DEFERRED, (Reason("all_abstained"),)
    counted = Reason(rule.majority.value, {"yes": yes, "no": no})
    if rule.majority == Majority.MAJORITY and yes == no:
        carried, reasons = _break_tie(able, said, rule, counted)
    else:
        carried, reasons = _carries(rule.majority, yes, no), (counted,)
    if carried is None:
        return Outcome.DEFERRED, reasons
    if not carried:
        return Outcome.REJECTED, reasons
    return (Outcome.CONDITIONS if conditions else Outcome.APPROVED), reasons


def _weight(able: dict[int, Voter], said: dict[int, VoteChoice], choice: VoteChoice) -> int:
    return sum(able[seat].weight for seat, spoken in said.items() if spoken == choice)


def _carries(majority: Majority, yes: int, no: int) -> bool:
    if majority == Majority.UNANIMOUS:
        return no == 0
    if majority == Majority.TWO_THIRDS:  # yes ≥ ⅔ of yes + no
        return yes >= 2 * no
    return yes > no


def _break_tie(
    able: dict[int, Voter], said: dict[int, VoteChoice], rule: Rule, counted: Reason
) -> tuple[bool | None, tuple[Reason, ...]]:
    """The chair's side on a tie; None (deferred) when there is no chair to break it."""
    chairs = [said[seat] for seat in sorted(said) if able[seat].is_chair]
    spoken = [choice for choice in chairs if choice != VoteChoice.ABSTAIN]
    if not rule.tie_break_by_chair or not spoken:
        return None, (counted, Reason("tie"))
    return spoken[0] != VoteChoice.REJECT, (counted, Reason("chair_breaks_tie"))
