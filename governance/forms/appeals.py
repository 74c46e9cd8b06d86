"""Grounds of an appeal, and its panel, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.forms import Choices, PayloadForm
from governance.actions.appeals import Grounds, Panel
from governance.logic.appeals import LEAST_PANEL, MOST_PANEL
from governance.logic.paths import MOST_DAYS
from governance.models.appeals import Appeal
from governance.queries.appeals import panel_candidates


class GroundsForm(PayloadForm[Grounds]):
    payload_class = Grounds

    grounds = forms.CharField(
        label=_("Why the decision should be another"),
        help_text=_("What was overlooked, or has been misread. The panel reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )
    file = forms.FileField(label=_("Document"), required=False)


class PanelForm(PayloadForm[Panel]):
    payload_class = Panel

    chair: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        label=_("Chair"), queryset=None
    )
    members: forms.ModelMultipleChoiceField[Membership] = forms.ModelMultipleChoiceField(
        label=_("Further members"),
        help_text=_("With the chair %(least)d to %(most)d people.")
        % {"least": LEAST_PANEL, "most": MOST_PANEL},
        queryset=None,
        widget=Choices,
    )
    days = forms.IntegerField(
        label=_("Working days to decide"), min_value=1, max_value=MOST_DAYS, initial=10
    )

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = panel_candidates(appeal)
        self.fields["chair"].queryset = people  # type: ignore[attr-defined]
        self.fields["members"].queryset = people  # type: ignore[attr-defined]

    def payload(self) -> Panel:
        chair = self.cleaned_data["chair"]
        others = [one for one in self.cleaned_data["members"] if one != chair]
        return Panel([chair, *others], self.cleaned_data["days"])
