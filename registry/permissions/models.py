"""Who registers models, changes them, checks them, and brings them into production."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from registry.models.models import AIModel, AIModelQuerySet, ModelVersion

VIEW = permission("registry.view", label=_("see models"), roles=EVERYONE, writes=False)
REGISTER = permission(
    "registry.register", label=_("register models"), roles=STAFF | {Role.MODEL_OWNER}
)
CHANGE = permission("registry.change", label=_("change this model and its versions"), roles=STAFF)
VALIDATE = permission(
    "registry.validate", label=_("validate this version"), roles=STAFF | {Role.REVIEWER}
)
REQUEST_PROMOTION = permission(
    "registry.request_promotion", label=_("ask for this promotion"), roles=STAFF
)
PROMOTE = permission("registry.promote", label=_("bring this version into production"), roles=STAFF)
SET_RULES = permission(
    "registry.set_rules", label=_("say which aliases are protected"), roles=STAFF
)
DISCUSS = permission("registry.discuss", label=_("comment on a model"), roles=MEMBERS)


def works_on(member: Membership) -> AIModelQuerySet:
    """The models that a member owns, registered, or builds versions of."""
    built = ModelVersion.objects.filter(model=OuterRef("pk"), developer=member)
    models: AIModelQuerySet = AIModel.objects.present()
    return models.filter(Q(owner=member) | Q(registered_by=member) | Exists(built.order_by()))


@predicate(CHANGE.code)
@predicate(REQUEST_PROMOTION.code)
def builds(member: Membership, subject: AIModel | ModelVersion) -> bool:
    """The owner, who registered it, and the developers of its versions."""
    model = subject.model_id if isinstance(subject, ModelVersion) else subject.pk
    return works_on(member).filter(pk=model).exists()


@predicate(PROMOTE.code)
def owns(member: Membership, subject: ModelVersion) -> bool:
    """The owner carries out what was approved."""
    return subject.model.owner_id == member.pk


@veto(VALIDATE.code)
def built_it(member: Membership, version: ModelVersion) -> bool:
    """Nobody checks their own work."""
    return version.developer_id == member.pk


def followers(model: AIModel) -> list[Membership]:
    """Who is told of comments."""
    return [member for member in (model.owner, model.registered_by) if member is not None]


def versions_as_parts(model: AIModel) -> dict[str, str]:
    """Each version has a thread and files of its own."""
    return {version.part: version.part for version in model.versions.only("number")}


commentable(
    AIModel,
    key="model",
    view=VIEW.code,
    write=DISCUSS.code,
    followers=followers,
    parts=versions_as_parts,
)
