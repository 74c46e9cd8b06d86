"""Choosing a vendor, with what one should know of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models.vendors import Vendor


class VendorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A vendor of the catalogue, with its status and where it stands on the approved stack."""

    def __init__(self, **options: Any) -> None:
        rows = Vendor.objects.prefetch_related("stack_items").order_by("name", "pk")
        super().__init__(
            label=_("Vendor"), queryset=rows, required=False, empty_label=_("None"), **options
        )

    def label_from_instance(self, vendor: Any) -> str:
        """`Acme · Approved · Stack: Adopt`."""
        rings = dict.fromkeys(item.get_ring_display() for item in vendor.stack_items.all())
        on_stack = [str(_("Stack: %(rings)s") % {"rings": ", ".join(rings)})] if rings else []
        return " · ".join([vendor.name, vendor.get_status_display(), *on_stack])
