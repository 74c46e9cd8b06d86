"""The executive summary, written from the numbers and from what the chapters say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from metrics.integrations.board_pack.chapters.areas import Card, card_of
from metrics.integrations.board_pack.sections import Bound
from metrics.logic.movements import Movement, largest
from metrics.queries.pack_numbers import PackNumbers

# The first six of these that are known: the sample tiles of the dashboard, then what else tells.
KEY_FIGURES: Final = (
    "models_in_production",
    "teams_using_ai",
    "sign_off_to_deployment",
    "platform_uptime",
    "training_completions",
    "annual_value",
    "cases_by_stage",
    "cases_decided",
    "days_to_decision",
    "reviews_overdue",
    "literacy_coverage",
)
FIGURES_SHOWN: Final = 6
MOVEMENTS_SHOWN: Final = 4


@dataclass(frozen=True)
class Summary:
    """What somebody reads who reads one page."""

    figures: tuple[Card, ...]
    sentences: tuple[str, ...]
    better: tuple[Card, ...]
    worse: tuple[Card, ...]

    def data(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "sentences": list(self.sentences),
            "better": [card.line.kpi.code for card in self.better],
            "worse": [card.line.kpi.code for card in self.worse],
        }


def summary_of(numbers: PackNumbers, chapters: Sequence[Bound]) -> Summary:
    """The key figures, what moved most, and a sentence of each chapter."""
    lines = [numbers.line(code) for code in KEY_FIGURES]
    known = [line for line in lines if line is not None and line.value is not None]
    movements = numbers.movements()
    return Summary(
        figures=tuple(card_of(line, numbers) for line in known[:FIGURES_SHOWN]),
        sentences=tuple(_sentences(numbers, chapters)),
        better=_cards(numbers, largest(movements, better=True, count=MOVEMENTS_SHOWN)),
        worse=_cards(numbers, largest(movements, better=False, count=MOVEMENTS_SHOWN)),
    )


def _sentences(numbers: PackNumbers, chapters: Sequence[Bound]) -> Iterable[str]:
    movements = numbers.movements()
    better = sum(one.is_better is True for one in movements)
    worse = sum(one.is_better is False for one in movements)
    known = sum(line.value is not None for line in numbers.lines)
    text = _("Of %(known)d numbers, %(better)d got better since the last quarter, %(worse)d worse.")
    yield text % {"known": known, "better": better, "worse": worse}
    for bound in chapters:
        yield from bound.chapter.highlights


def _cards(numbers: PackNumbers, movements: Iterable[Movement]) -> tuple[Card, ...]:
    lines = [numbers.line(one.code) for one in movements]
    return tuple(card_of(line, numbers) for line in lines if line is not None)
