"""Who assesses the fairness of a version: who builds it, and whoever checks what others build."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import STAFF, Role, permission
from registry.models.fairness import FairnessAssessment
from registry.models.models import ModelVersion
from registry.permissions.models import works_on

ASSESS = permission(
    "registry.assess_fairness",
    label=_("assess the fairness of this version"),
    roles=STAFF | {Role.REVIEWER},
)


@predicate(ASSESS.code)
def builds_it(member: Membership, subject: ModelVersion | FairnessAssessment) -> bool:
    """The owner, who registered the model, and the developers of its versions."""
    version = subject.version if isinstance(subject, FairnessAssessment) else subject
    return works_on(member).filter(pk=version.model_id).exists()
