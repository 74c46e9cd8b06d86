"""Where the trail finds models by their reference."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable
from registry.models.models import PREFIX, AIModel


@addressable(PREFIX)
def find_model(number: int, member: Membership) -> AIModel | None:
    """The model that a reference names, for the pages of the trail."""
    found: AIModel | None = AIModel.objects.visible_to(member).filter(number=number).first()
    return found
