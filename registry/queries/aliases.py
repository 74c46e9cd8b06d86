"""Which aliases only approved versions may carry."""

from __future__ import annotations

from registry.models.models import ModelVersion
from registry.models.promotions import PromotionRules


def is_protected(alias: str) -> bool:
    """Whether the organization guards this alias, in any spelling."""
    return alias.lower() in PromotionRules.objects.protected_aliases()


def protected_aliases() -> list[str]:
    """The aliases that the organization guards, in order."""
    return sorted(PromotionRules.objects.protected_aliases())


def guarded_aliases_of(version: ModelVersion) -> list[str]:
    """The protected aliases that point at a version."""
    protected = PromotionRules.objects.protected_aliases()
    return [one.alias for one in version.aliases.all() if one.alias.lower() in protected]
