"""What a learner posts, read back into the ids of the paper."""

from __future__ import annotations

from typing import Final

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from coe_portal.errors import InvalidInput
from training.choices import QuestionKind
from training.models.quizzes import Attempt
from training.queries.learning import Asked

LONGEST_PLACE: Final = 3


def read_answers(
    attempt: Attempt, paper: list[Asked], data: MultiValueDict[str, str], *, is_final: bool
) -> dict[str, list[str]]:
    """Option ids by question key, for the questions that were answered.

    Options are posted by their place on the paper; of ordering questions each option posts its
    rank. InvalidInput when handing in an order that is not whole; on the way it is left out.
    """
    answers: dict[str, list[str]] = {}
    errors: dict[str, list[str]] = {}
    for asked, line in zip(paper, attempt.paper, strict=True):
        if asked.kind == QuestionKind.ORDERING:
            places = _ordered(asked, data)
            if places is None:
                errors[asked.name] = [_("Give each answer a place of its own.")]
                continue
        else:
            places = [one for one in map(_place, data.getlist(asked.name)) if one]
        known = [place for place in places if place <= len(line["options"])]
        answers[line["question"]] = [line["options"][place - 1] for place in known]
    if errors and is_final:
        raise InvalidInput(_("Your answers are not complete."), errors=errors)
    return answers


def _ordered(asked: Asked, data: MultiValueDict[str, str]) -> list[int] | None:
    """Places in the learner's order; empty when nothing was chosen, None when it is not whole."""
    ranks = {
        choice.place: _place(data.get(f"{asked.name}-{choice.place}", ""))
        for choice in asked.choices
    }
    if not any(ranks.values()):
        return []
    if sorted(ranks.values()) != list(range(1, len(ranks) + 1)):
        return None
    return sorted(ranks, key=lambda place: ranks[place])


def _place(text: str) -> int:
    """A place on the paper; 0 for anything else."""
    is_place = len(text) <= LONGEST_PLACE and text.isascii() and text.isdecimal()
    return int(text) if is_place else 0
