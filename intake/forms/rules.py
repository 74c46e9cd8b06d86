"""The content of a rule document, as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.ui.forms import PayloadForm

LONGEST = 1_000_000


@dataclass(frozen=True)
class Content:
    """The new content of a draft, and the digest of the one it was made from."""

    document: dict[str, Any]
    seen: str = ""


class DocumentForm(PayloadForm[Content]):
    """JSON as the catalogues write it; where it is not, the line is said."""

    payload_class = Content
    document = forms.CharField(
        label=_("Content"),
        help_text=_("JSON. It is checked as a whole when you publish it; a draft may have gaps."),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        max_length=LONGEST,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_document(self) -> dict[str, Any]:
        """The parsed content."""
        try:
            document = json.loads(self.cleaned_data["document"])
        except json.JSONDecodeError as error:
            raise forms.ValidationError(
                gettext("Line %(line)s: %(reason)s.") % {"line": error.lineno, "reason": error.msg}
            ) from error
        except ValueError as error:  # a number of thousands of digits
            raise forms.ValidationError(gettext("A number is too long.")) from error
        if not isinstance(document, dict):
            raise forms.ValidationError(gettext("The content is one object in curly brackets."))
        return document
