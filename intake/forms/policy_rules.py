"""The rules of a tier policy as a list: added, removed and moved by buttons, no scripts needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.tenancy.references import read_number
from coe_portal.ui.forms import PayloadForm, summary_of
from intake.choices import Tier
from intake.logic import checking, tiering
from intake.logic.expressions import MAX_LENGTH
from intake.logic.tiering import tier_named

MOST_RULES = 100
FIELDS = ("id", "tier", "condition", "explanation")
PREFIX = "rule"


@dataclass(frozen=True)
class PolicyRules:
    """The whole new content of the policy, and the digest of the one it was made from."""

    document: dict[str, Any]
    seen: str


class RuleForm(forms.Form):
    """One rule."""

    id = forms.CharField(
        label=_("Name"),
        max_length=20,
        validators=[RegexValidator(r"^[A-Za-z][\w-]*$", _("Use letters, digits and hyphens."))],
        error_messages={"required": _("Give the rule a short name.")},
    )
    tier = forms.ChoiceField(label=_("Gives the tier"), choices=Tier.choices)
    condition = forms.CharField(
        label=_("When"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "class": "code", "spellcheck": "false"}),
        error_messages={"required": _("Say when the rule applies.")},
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=500,
        error_messages={"required": _("Say why, in words for those who are asked.")},
    )


class BaseRules(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rules whose names differ."""

    def clean(self) -> None:
        seen: set[str] = set()
        for rule in self.forms:
            name = rule.cleaned_data.get("id", "") if hasattr(rule, "cleaned_data") else ""
            if name and name in seen:
                rule.add_error("id", gettext("Another rule bears this name."))
            seen.add(name)


RuleSet = forms.formset_factory(
    RuleForm,
    formset=BaseRules,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MOST_RULES,
    absolute_max=MOST_RULES + 10,
    validate_max=True,
)


class PolicyRulesForm(PayloadForm[PolicyRules]):
    """All rules of a policy. A condition that cannot be used is said at its rule."""

    payload_class = PolicyRules
    seen = forms.CharField(widget=forms.HiddenInput)
    renews_cases = forms.BooleanField(
        label=_("Let the test cases of the policy expect what these rules give"),
        help_text=_("Else a test case that comes out otherwise keeps the draft from publication."),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        document: Mapping[str, Any],
        digest: str,
        rows: Sequence[Mapping[str, str]] | None = None,
    ) -> None:
        """`rows` are rules as they stand in the browser, when they were only moved about."""
        super().__init__(data, files, initial={"seen": digest})
        self.policy = document
        shown = rows_of(document) if rows is None else rows
        self.rules = RuleSet(data, prefix=PREFIX, initial=shown)

    def is_valid(self) -> bool:
        is_valid = super().is_valid() and self.rules.is_valid()
        return is_valid and self._conditions_hold()

    def _conditions_hold(self) -> bool:
        problems = checking.rule_problems(self._document())
        for place, reason in problems.items():
            self.rules.forms[place].add_error("condition", reason)
        return not problems

    def payload(self) -> PolicyRules:
        return PolicyRules(self._document(), self.cleaned_data["seen"])

    def _document(self) -> dict[str, Any]:
        """The policy with these rules; what a rule says besides is kept by its name."""
        kept = {str(rule["id"]): rule for rule in self.policy.get("rules", ())}
        rules = [
            {**kept.get(row["id"], {}), **row, "order": place}
            for place, row in enumerate((form.cleaned_data for form in self.rules.forms), start=1)
        ]
        document = {**self.policy, "rules": rules}
        if self.cleaned_data["renews_cases"] and not checking.rule_problems(document):
            document["vignettes"] = _renewed_cases(document)
        return document

    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, message) of every error, from the first rule to the last."""
        if not self.is_bound:
            return []
        lines = [("", str(message)) for message in self.rules.non_form_errors()]
        return [
            *summary_of(self),
            *lines,
            *(
                (target, f"{form['id'].value()}: {message}")
                for form in self.rules.forms
                for target, message in summary_of(form)
            ),
        ]


def _renewed_cases(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The policy's own test cases, expecting the tier that its rules give."""
    policy = tiering.parse(document)
    return [
        {
            **case,
            "expected_tier": tiering.tier(case["answers"], policy, what_if=False).tier.value,
        }
        for case in document.get("vignettes", ())
    ]


def rows_of(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rules of a policy as the form shows them; KeyError or ValueError where it is none."""
    return [
        {
            "id": str(rule["id"]),
            "tier": tier_named(rule["tier"]).value,
            "condition": str(rule["condition"]),
            "explanation": str(rule["explanation"]),
        }
        for rule in document["rules"]
    ]


def rows_sent(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The rules as they stand in the browser."""
    sent = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(read_number(sent) or 0, MOST_RULES)
    return [
        {name: data.get(f"{PREFIX}-{place}-{name}", "") for name in FIELDS}
        for place in range(count)
    ]


def rearranged(rows: Sequence[dict[str, str]], wish: str) -> tuple[list[dict[str, str]], int]:
    """The rows after a press on "add", "up:2", "down:2" or "remove:2", and the one to look at."""
    verb, _colon, number = wish.partition(":")
    changed = list(rows)
    if verb == "add" and len(changed) < MOST_RULES:
        return [*changed, dict.fromkeys(FIELDS, "") | {"tier": Tier.MEDIUM.value}], len(changed)
    place = read_number(number)
    if place is None or place >= len(changed):
        return changed, max(0, len(changed) - 1)
    row = changed.pop(place)
    if verb == "remove":
        return changed, max(0, place - 1)
    target = max(0, place - 1) if verb == "up" else place + 1
    changed.insert(target, row)
    return changed, min(target, len(changed) - 1)
