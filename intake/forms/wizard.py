"""A section of the questionnaire as a form: one field per question, built from the document.

The fields only draw and read; whether an answer is one is decided by `intake.logic`, so that the
page, the API and an import cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, ChoiceList, Choices, DateInput
from intake.choices import QuestionType
from intake.forms.rows import RowsWidget
from intake.logic.expressions import Answer
from intake.logic.questionnaires import Section
from intake.logic.questions import MAX_TEXT, UNSURE, Question

People = Sequence[tuple[int, str]]
MANY_OPTIONS = 7
LONG_LABEL = 34
YES, NO = "true", "false"
NOT_SURE = (UNSURE, _("Not sure"))
NOTHING: tuple[object, ...] = ("", [], False)
FIELD_TEMPLATE = "intake/wizard/question.html"


@dataclass(frozen=True)
class Slot:
    """The place of one question on the page; `field` is None while it is not asked."""

    question: Question
    field: BoundField | None


@dataclass(frozen=True)
class Group:
    """Questions under one heading, or under none."""

    heading: str
    slots: list[Slot]


class ConfirmBox(forms.CheckboxInput):
    """A statement to confirm: only yes is an answer."""

    template_name = "ui/forms/confirm.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(attrs={"value": YES}, check_test=lambda value: value in (YES, True))


class SectionForm(forms.Form):
    """The questions of a section that are asked now, with the answers saved so far."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        section: Section,
        answers: Mapping[str, Answer],
        hidden: frozenset[str],
        people: People,
    ) -> None:
        initial = {key: _initial(value) for key, value in answers.items()}
        super().__init__(data, initial=initial)
        self.section = section
        for question in section.questions:
            if question.id not in hidden:
                self.fields[question.id] = _field(question, people)

    def groups(self) -> Iterator[Group]:
        """All questions in order, under their headings."""
        current: Group | None = None
        for question in self.section.questions:
            if current is None or current.heading != question.group:
                if current is not None:
                    yield current
                current = Group(question.group, [])
            current.slots.append(self.slot(question))
        if current is not None:
            yield current

    def slot(self, question: Question) -> Slot:
        """The place of a question."""
        return Slot(question, self[question.id] if question.id in self.fields else None)

    def raw(self) -> dict[str, object]:
        """What was sent for the questions asked; an emptied one is None: the answer taken back."""
        sent = {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
        }
        return {
            name: value if value not in ("", [], False) else None for name, value in sent.items()
        }

    def refuse(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Show what is wrong beside the questions."""
        for name, messages in problems.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


def _initial(value: Answer) -> Any:
    if isinstance(value, bool):
        return YES if value else NO
    return value


def _field(question: Question, people: People) -> forms.Field:
    field = forms.Field(
        label=question.label,
        help_text=question.help,
        required=False,
        widget=_widget(question, people),
    )
    field.template_name = FIELD_TEMPLATE  # type: ignore[attr-defined]
    field.is_wanted = question.required  # type: ignore[attr-defined]
    field.unit = question.unit  # type: ignore[attr-defined]
    return field


def _widget(question: Question, people: People) -> forms.Widget:
    makers = {
        QuestionType.TEXT: _text,
        QuestionType.LONG_TEXT: _long_text,
        QuestionType.NUMBER: _number,
        QuestionType.MONEY: _number,
        QuestionType.BOOLEAN: _boolean,
        QuestionType.SINGLE_CHOICE: _single,
        QuestionType.MULTI_CHOICE: _multi,
    }
    if question.type == QuestionType.DATE:
        return DateInput()
    if question.type == QuestionType.MEMBER:
        return forms.Select(choices=[("", _("Nobody yet")), *people])
    if question.type == QuestionType.ROWS:
        return RowsWidget(question.columns)
    return makers[question.type](question)


def _text(question: Question) -> forms.Widget:
    limit = int(question.maximum or MAX_TEXT[QuestionType.TEXT])
    return forms.TextInput(attrs={"maxlength": limit})


def _long_text(question: Question) -> forms.Widget:
    limit = int(question.maximum or MAX_TEXT[QuestionType.LONG_TEXT])
    return forms.Textarea(attrs={"rows": 5, "maxlength": limit})


def _number(question: Question) -> forms.Widget:
    bounds = {"min": question.minimum, "max": question.maximum, "step": "any"}
    attrs = {name: value for name, value in bounds.items() if value is not None}
    return forms.NumberInput(attrs={**attrs, "inputmode": "decimal"})


def _boolean(question: Question) -> forms.Widget:
    if question.accept:
        return ConfirmBox()
    choices = [(YES, _("Yes")), (NO, _("No"))]
    return ChoiceCards(choices=[*choices, NOT_SURE] if question.unsure else choices)


def _single(question: Question) -> forms.Widget:
    choices: list[tuple[str, Any]] = [(option.value, option.label) for option in question.options]
    if question.unsure:
        choices.append(NOT_SURE)
    if len(choices) > MANY_OPTIONS:
        return forms.Select(choices=[("", _("Choose one")), *choices])
    is_long = any(len(str(label)) > LONG_LABEL for _value, label in choices)
    return ChoiceList(choices=choices) if is_long else ChoiceCards(choices=choices)


def _multi(question: Question) -> forms.Widget:
    choices: list[tuple[str, Any]] = [(option.value, option.label) for option in question.options]
    if question.unsure and UNSURE not in dict(choices):
        choices.append(NOT_SURE)
    return Choices(choices=choices)
