"""Words for what the pure logic says in codes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from intake.logic.questions import Problem

PROBLEMS = {
    "not_text": _("Enter text."),
    "too_long": _("Shorten this to %(limit)s characters."),
    "not_a_number": _("Enter a number."),
    "too_small": _("Enter a number of at least %(limit)s."),
    "too_large": _("Enter a number of at most %(limit)s."),
    "not_yes_or_no": _("Answer yes or no."),
    "not_an_option": _("Choose one of the options."),
    "not_a_date": _("Enter a date such as 2026-11-21."),
    "not_a_member": _("Choose a member of your organization."),
    "not_rows": _("Fill in the rows of the table."),
    "too_many_rows": _("Use at most %(limit)s rows."),
}


def problem_text(problem: Problem) -> str:
    """The message to show beside the question."""
    return str(PROBLEMS[problem.code]) % {
        "limit": "" if problem.limit is None else f"{problem.limit:,g}"
    }


def problem_texts(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Messages by question id."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.question, []).append(problem_text(problem))
    return found
