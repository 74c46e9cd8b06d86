"""What a column of an import can fill: the fields of a use case, and the questions asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from intake.choices import QuestionType, Stage
from intake.logic.import_answers import NEVER_IMPORTED
from intake.logic.import_guesses import CaseTarget
from intake.logic.import_mapping import ANSWER_PREFIX
from intake.logic.questions import Question
from intake.queries.rulebook import in_force

FIELDS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("title", gettext_lazy("Title")),
    ("summary", gettext_lazy("What it should do")),
    ("intended_users", gettext_lazy("Who will use it")),
    ("owner_name", gettext_lazy("Owner (name)")),
    ("owner_email", gettext_lazy("Owner (e-mail of a member)")),
    ("objective", gettext_lazy("Strategic objective")),
    ("business_unit", gettext_lazy("Business unit")),
    ("stage", gettext_lazy("Stage")),
    ("planned_start", gettext_lazy("Planned start")),
)


@dataclass(frozen=True)
class TargetGroup:
    """Targets that belong together, under a heading."""

    key: str
    title: str
    targets: Sequence[CaseTarget]


def target_groups() -> list[TargetGroup]:
    """The fields first, then the sections of the questionnaire in force."""
    form = in_force().rulebook.questionnaire
    groups = [TargetGroup("fields", _("Use case"), [_field(code, label) for code, label in FIELDS])]
    for section in form.sections:
        targets = [_question(one) for one in section.questions if one.type not in NEVER_IMPORTED]
        if targets:
            groups.append(TargetGroup(section.key, section.title, targets))
    return groups


def _field(code: str, label: str | Promise) -> CaseTarget:
    options: tuple[tuple[str, str], ...] = ()
    if code == "stage":
        options = tuple((stage.value, str(stage.label)) for stage in Stage)
    return CaseTarget(code, str(label), options=options)


def _question(question: Question) -> CaseTarget:
    return CaseTarget(
        code=ANSWER_PREFIX + question.id,
        label=question.label,
        options=tuple((option.value, option.label) for option in question.options),
        is_boolean=question.type == QuestionType.BOOLEAN,
        is_list=question.type == QuestionType.MULTI_CHOICE,
    )
