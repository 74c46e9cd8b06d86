"""Register models and versions, name them, and say what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import next_number
from intake.models.use_cases import UseCase
from registry.choices import ModelKind, VersionStage, VersionStatus
from registry.declarations import models as told
from registry.logic.names import Problem, problem_of_name, problem_of_source
from registry.messages.promotions import tell_owner
from registry.models.models import AIModel, ModelUseCase, ModelVersion
from registry.models.vendors import Vendor
from registry.permissions.models import CHANGE, REGISTER
from registry.queries.aliases import guarded_aliases_of

MOST_CASES = 50
WORDING: Mapping[Problem, str | Promise] = {
    Problem.EMPTY: gettext_lazy("Give it a name."),
    Problem.TOO_LONG: gettext_lazy("This is too long."),
    Problem.CHARACTERS: gettext_lazy("This has characters that clients cannot address."),
    Problem.RESERVED: gettext_lazy("This name means something else to clients."),
    Problem.LOCAL: gettext_lazy("Give an address, not a path of one machine."),
    Problem.UPWARD: gettext_lazy("An address does not climb out of its folder."),
}


@dataclass(frozen=True, kw_only=True)
class ModelTerms:
    """What a model is, and who answers for it."""

    name: str
    owner: Membership
    kind: ModelKind = ModelKind.CLASSIC
    description: str = ""
    provider: str = ""
    vendor: Vendor | None = None
    steward_unit: BusinessUnit | None = None


@dataclass(frozen=True, kw_only=True)
class NewModel(ModelTerms):
    """A model with the reference of the use case that it serves, such as UC-42; or of none yet."""

    use_case: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VersionTerms:
    """What a version is; where its files are never changes. Who registers it built it."""

    source: str = ""
    run_id: str = ""
    run_link: str = ""
    logged_model_id: str = ""
    description: str = ""
    developer: Membership | None = None
    status: VersionStatus = VersionStatus.READY
    status_message: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VersionWords:
    """What may be said better about a version later."""

    description: str = ""
    developer: Membership | None = None


TERMS = tuple(one.name for one in fields(ModelTerms))
WORDS = tuple(one.name for one in fields(VersionWords))


@transaction.atomic
def register_model(new: NewModel, *, actor: Actor) -> AIModel:
    """Put a model into the inventory, without versions yet.

    Raises:
        InvalidInput: the name is taken (`registry.name_taken`) or cannot be addressed.
    """
    require(actor, REGISTER.code)
    _check_name(new.name)
    model: AIModel = AIModel.objects.create(
        number=next_number(AIModel.PREFIX),
        tags=dict(new.tags),
        registered_by=actor.membership,
        **{name: getattr(new, name) for name in TERMS},
    )
    if new.use_case.strip():
        ModelUseCase.objects.create(model=model, use_case=_found_case(new.use_case, "use_case"))
    tell_owner(model, actor)
    after = {name: getattr(new, name) for name in (*TERMS, "use_case")}
    record(told.MODEL_REGISTERED, model, actor=actor, after=after)
    return model


@transaction.atomic
def change_model(model: AIModel, terms: ModelTerms, *, actor: Actor) -> AIModel:
    """Say better what it is, rename it, or give it to somebody else. Approvals stay."""
    before, model = locked_model(model), locked_model(model)
    require(actor, CHANGE.code, model)
    if terms.name != model.name:
        _check_name(terms.name)
    for name in TERMS:
        setattr(model, name, getattr(terms, name))
    model.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, model, TERMS)
    if before.owner_id != model.owner_id:
        tell_owner(model, actor)
    if now:
        record(told.MODEL_CHANGED, model, actor=actor, before=was, after=now)
    return model


@transaction.atomic
def remove_model(model: AIModel, reason: str, *, actor: Actor) -> AIModel:
    """Take a model out of the inventory: its rows stay, its name is free again."""
    model = locked_model(model)
    require(actor, CHANGE.code, model)
    for version in model.versions.present().locked_rows():
        version.model = model
        _refuse_in_service(version)
    model.removed_at = timezone.now()
    model.save(update_fields=["removed_at", "updated_at"])
    model.aliases.all().delete()
    record(told.MODEL_REMOVED, model, actor=actor, reason=reason)
    return model


@transaction.atomic
def register_version(model: AIModel, terms: VersionTerms, *, actor: Actor) -> ModelVersion:
    """Add the next version: numbers are consecutive, given under the lock of the model's row."""
    model = locked_model(model)
    require(actor, CHANGE.code, model)
    problem = problem_of_source(terms.source)
    if problem is not None:
        raise InvalidInput(WORDING[problem], errors={"source": [str(WORDING[problem])]})
    model.last_version += 1
    model.save(update_fields=["last_version", "updated_at"])
    values = {one.name: getattr(terms, one.name) for one in fields(VersionTerms)}
    version: ModelVersion = ModelVersion.objects.create(
        model=model,
        number=model.last_version,
        created_by=actor.membership,
        **{
            **values,
            "tags": dict(terms.tags),
            "developer": terms.developer or actor.membership,
        },
    )
    record(
        told.VERSION_REGISTERED,
        version,
        actor=actor,
        after={name: values[name] for name in ("source", "run_id", "description") if values[name]}
        | {"version": version.number, "developer": version.developer},
        root=model,
    )
    return version


@transaction.atomic
def change_version(version: ModelVersion, words: VersionWords, *, actor: Actor) -> ModelVersion:
    """Describe it better, or name who built it; a check by that person then counts no more."""
    before, version = locked_version(version), locked_version(version)
    require(actor, CHANGE.code, version)
    version.description, version.developer = words.description, words.developer
    if words.developer is not None and version.validator_id == words.developer.pk:
        version.validator, version.validated_at, version.validation_note = None, None, ""
    version.save()
    was, now = changes(before, version, (*WORDS, "validator"))
    if now:
        record(
            told.VERSION_CHANGED, version, actor=actor, before=was, after=now, root=version.model
        )
    return version


@transaction.atomic
def remove_version(version: ModelVersion, reason: str, *, actor: Actor) -> ModelVersion:
    """Take a version out; its number is never given again. Aliases that point at it go too."""
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    _refuse_in_service(version)
    version.removed_at = timezone.now()
    version.save(update_fields=["removed_at", "updated_at"])
    version.aliases.all().delete()
    record(told.VERSION_REMOVED, version, actor=actor, reason=reason, root=version.model)
    return version


@transaction.atomic
def link_use_case(model: AIModel, reference: str, *, actor: Actor) -> ModelUseCase:
    """Say that it serves a use case; an approval for another use does not cover this one."""
    model = locked_model(model)
    require(actor, CHANGE.code, model)
    case = _found_case(reference, "reference")
    if model.links.count() >= MOST_CASES:
        raise RuleViolation(_("A model serves at most %(most)d cases.") % {"most": MOST_CASES})
    link, is_new = ModelUseCase.objects.get_or_create(model=model, use_case=case)
    if not is_new:
        raise RuleViolation(_("It is linked already."))
    record(told.MODEL_LINKED, model, actor=actor, after={"use_case": case.reference}, root=case)
    return link


@transaction.atomic
def unlink_use_case(model: AIModel, use_case: UseCase, *, actor: Actor) -> None:
    """It does not serve this use case any more."""
    model = locked_model(model)
    require(actor, CHANGE.code, model)
    if not model.links.filter(use_case=use_case).delete()[0]:
        raise InvalidTransition(_("This link is gone already."))
    record(
        told.MODEL_UNLINKED,
        model,
        actor=actor,
        before={"use_case": use_case.reference},
        root=use_case,
    )


def locked_model(model: AIModel) -> AIModel:
    """The model under lock, while it is in the inventory."""
    rows = AIModel.objects.present().with_people()
    locked: AIModel = rows.locked(model.pk)
    return locked


def locked_version(version: ModelVersion) -> ModelVersion:
    """The version under lock, its model locked before it."""
    model = locked_model(version.model)
    rows = ModelVersion.objects.present().select_related("developer__user", "validator__user")
    locked: ModelVersion = rows.locked(version.pk)
    locked.model = model
    return locked


def _refuse_in_service(version: ModelVersion) -> None:
    """What is in production, by stage or by a protected alias, is not taken from its users."""
    if version.stage == VersionStage.PRODUCTION or guarded_aliases_of(version):
        raise RuleViolation(
            _("%(version)s is in production: take it out of service first.") % {"version": version},
            code="registry.in_service",
            url=version.get_absolute_url(),
        )


def _check_name(name: str) -> None:
    problem = problem_of_name(name)
    if problem is not None:
        raise InvalidInput(
            WORDING[problem], errors={"name": [str(WORDING[problem])]}, code="registry.bad_name"
        )
    if AIModel.objects.named(name).exists():
        message = _("There is a model of this name already.")
        raise InvalidInput(message, errors={"name": [message]}, code="registry.name_taken")


def _found_case(reference: str, name: str) -> UseCase:
    found: UseCase | None = UseCase.objects.by_reference(reference.strip()).first()
    if found is None:
        message = _("There is no use case with this reference.")
        raise InvalidInput(message, errors={name: [message]})
    return found
