"""Draw a paper from pools, mark it, and judge questions by how they were answered."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from training.choices import QuestionKind

MOST_OPTIONS: Final = 10
MOST_QUESTIONS: Final = 200
FEWEST_OPTIONS: Final = 2
# Share of the best and of the worst whose answers tell a question's power to discriminate
# (Kelley 1939).
GROUP_SHARE: Final = 0.27


@dataclass(frozen=True)
class Option:
    """One possible answer. For ordering, the place in the list is the right one."""

    id: str
    text: str
    right: bool = False


@dataclass(frozen=True)
class Item:
    """A question as the logic sees it."""

    key: str
    kind: QuestionKind
    options: tuple[Option, ...]
    pool: str = ""


@dataclass(frozen=True)
class Line:
    """A question on a paper, with the ids of its options in the order shown."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Flaw:
    """What keeps a question or a quiz from being asked; `question` is empty for the quiz."""

    question: str
    code: str


def parse_options(plain: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Options out of their stored form."""
    return tuple(
        Option(str(one["id"]), str(one["text"]), bool(one.get("right", False))) for one in plain
    )


def draw_paper(
    items: Sequence[Item], draws: Mapping[str, int], *, seed: int, shuffled: bool
) -> list[Line]:
    """The questions of one attempt: the same for the same seed.

    From each pool named in `draws` so many questions are drawn; others are asked whole. Options of
    ordering questions never come in the right order, those of true/false never change places.
    """
    dice = random.Random(seed)  # noqa: S311  (repeatable on purpose; nothing secret rests on it)
    drawn = [item for pool in _pools(items) for item in _draw(pool, draws, dice)]
    place = {item.key: number for number, item in enumerate(items)}
    drawn.sort(key=lambda item: place[item.key])
    if shuffled:
        dice.shuffle(drawn)
    return [Line(item.key, _shown(item, dice, shuffled=shuffled)) for item in drawn]


def _pools(items: Sequence[Item]) -> list[list[Item]]:
    pools: dict[str, list[Item]] = {}
    for item in items:
        pools.setdefault(item.pool, []).append(item)
    return list(pools.values())


def _draw(pool: list[Item], draws: Mapping[str, int], dice: random.Random) -> list[Item]:
    wanted = draws.get(pool[0].pool, len(pool))
    return dice.sample(pool, min(wanted, len(pool)))


def _shown(item: Item, dice: random.Random, *, shuffled: bool) -> tuple[str, ...]:
    right = [option.id for option in item.options]
    shown = list(right)
    if item.kind == QuestionKind.ORDERING:
        while shown == right and len(right) > 1:
            dice.shuffle(shown)
    elif shuffled and item.kind != QuestionKind.TRUE_FALSE:
        dice.shuffle(shown)
    return tuple(shown)


def right_answer(item: Item) -> list[str]:
    """Ids of the right options; for ordering all of them, in the right order."""
    if item.kind == QuestionKind.ORDERING:
        return [option.id for option in item.options]
    return [option.id for option in item.options if option.right]


def is_right(item: Item, chosen: Sequence[str]) -> bool:
    """Whether the answer is wholly right; there are no half marks."""
    if item.kind == QuestionKind.ORDERING:
        return list(chosen) == right_answer(item)
    return len(chosen) == len(set(chosen)) and set(chosen) == set(right_answer(item))


def percent_right(right: int, asked: int) -> int:
    """Whole per cent, rounded down: nobody passes by rounding. 0 when nothing was asked."""
    return 100 * right // asked if asked else 0


def flaws(items: Sequence[Item], draws: Mapping[str, int]) -> list[Flaw]:
    """What must be mended before the quiz can be published."""
    found = [Flaw(item.key, code) for item in items for code in _item_flaws(item)]
    sizes = Counter(item.pool for item in items)
    short = [pool for pool, wanted in draws.items() if sizes[pool] < wanted or wanted < 1]
    if short:
        found.append(Flaw("", "pool_too_small"))
    if not items:
        found.append(Flaw("", "no_questions"))
    return found


def _item_flaws(item: Item) -> list[str]:
    found = []
    ids = [option.id for option in item.options]
    right = sum(option.right for option in item.options)
    if len(ids) < FEWEST_OPTIONS or len(set(ids)) != len(ids):
        found.append("too_few_options")
    if any(not option.text.strip() for option in item.options):
        found.append("empty_option")
    if item.kind in {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE} and right != 1:
        found.append("needs_one_right")
    if item.kind == QuestionKind.MULTIPLE and right == 0:
        found.append("needs_a_right_one")
    return found


@dataclass(frozen=True)
class ItemStatistics:
    """How a question did: times asked, share right in %, and power to discriminate (-1 to 1).

    The power is the share right among the best 27 % less that among the worst 27 %; None with
    fewer than ten answers. `favourite_error` is the wrong option chosen most, or empty.
    """

    asked: int
    percent_right: int
    power: float | None
    favourite_error: str


@dataclass(frozen=True)
class Given:
    """One answer to a question, with the result in % of the whole attempt."""

    chosen: tuple[str, ...]
    is_right: bool
    result: int


FEWEST_ANSWERS: Final = 10


def statistics(item: Item, answers: Sequence[Given]) -> ItemStatistics:
    """The statistics of one question from all its answers."""
    right = sum(answer.is_right for answer in answers)
    return ItemStatistics(
        asked=len(answers),
        percent_right=percent_right(right, len(answers)),
        power=_power(answers),
        favourite_error=_favourite_error(item, answers),
    )


def _power(answers: Sequence[Given]) -> float | None:
    if len(answers) < FEWEST_ANSWERS:
        return None
    ranked = sorted(answers, key=lambda answer: answer.result)
    size = max(1, round(GROUP_SHARE * len(ranked)))
    worst, best = ranked[:size], ranked[-size:]
    return (sum(one.is_right for one in best) - sum(one.is_right for one in worst)) / size


def _favourite_error(item: Item, answers: Sequence[Given]) -> str:
    if item.kind == QuestionKind.ORDERING:
        return ""
    right = set(right_answer(item))
    wrong = Counter(chosen for one in answers for chosen in one.chosen if chosen not in right)
    return min(wrong, key=lambda option: (-wrong[option], option)) if wrong else ""
