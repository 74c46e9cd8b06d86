"""The form that adds a picture to a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from training.actions.pictures import ACCEPTED


@dataclass(frozen=True)
class Upload:
    """A picture, and how lessons call it."""

    file: File[bytes]
    name: str = ""


class PictureForm(PayloadForm[Upload]):
    payload_class = Upload

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, up to 2 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        max_length=255,
        error_messages={"required": _("Choose a file first.")},
    )
    name = forms.SlugField(
        label=_("Name"),
        help_text=_("Letters, digits and -. Empty: it is called like its file."),
        max_length=60,
        required=False,
    )
