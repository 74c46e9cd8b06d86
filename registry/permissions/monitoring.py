"""Who sends what a model does, who sets up what watches it, and who decides when it drifts."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import is_permitted, predicate, veto
from coe_portal.accounts.roles import EVERYONE, STAFF, Role, permission
from registry.models.models import ModelVersion, ModelVersionQuerySet
from registry.models.monitoring import DriftReview, Monitor

VIEW_MONITORING = permission(
    "registry.view_monitoring",
    label=_("see monitors and drift reviews"),
    roles=EVERYONE,
    writes=False,
)
SEND_OBSERVATIONS = permission(
    "registry.send_observations",
    label=_("send observations of this version"),
    roles=STAFF,
)
SET_UP_MONITOR = permission(
    "registry.set_up_monitor", label=_("set up monitors of this version"), roles=STAFF
)
RESOLVE_DRIFT = permission(
    "registry.resolve_drift", label=_("decide this drift review"), roles=STAFF
)


@predicate(SEND_OBSERVATIONS.code)
@predicate(SET_UP_MONITOR.code)
def answers_for_version(member: Membership, subject: ModelVersion | Monitor) -> bool:
    """Owns the model, or made this version."""
    version = subject.version if isinstance(subject, Monitor) else subject
    return member.pk in {version.model.owner_id, version.developer_id}


def versions_to_watch(member: Membership) -> ModelVersionQuerySet:
    """The versions that the member may set up monitors of."""
    versions: ModelVersionQuerySet = ModelVersion.objects.present().select_related("model")
    newest_first = versions.order_by("model__name", "-number")
    if is_permitted(member, SET_UP_MONITOR.code):
        return newest_first
    if member.has_role(Role.AUDITOR):
        return newest_first.none()
    return newest_first.filter(Q(model__owner=member) | Q(developer=member))


@predicate(RESOLVE_DRIFT.code)
def owns_drifting_model(member: Membership, review: DriftReview) -> bool:
    """The owner of the model decides too."""
    return review.version.model.owner_id == member.pk


@veto(RESOLVE_DRIFT.code)
def made_what_drifts(member: Membership, review: DriftReview) -> bool:
    """Nobody judges a version of their own."""
    return review.version.developer_id == member.pk
