"""Names that clients load a version by, and tags. Protected aliases ask the promotion gate."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, RuleViolation
from registry.actions.promotion import note_served, require_may_serve
from registry.actions.registration import WORDING, locked_model, locked_version
from registry.declarations import models as told
from registry.logic.names import MOST_KEY, MOST_VALUE, problem_of_alias
from registry.logic.prompts import TEXT_TAG, TYPE_TAG
from registry.models.models import AIModel, ModelAlias, ModelVersion
from registry.models.promotions import PROTECTED_ALIASES, PromotionRules
from registry.permissions.models import CHANGE, PROMOTE, SET_RULES
from registry.queries.aliases import is_protected

MOST_TAGS = 200
WORDS = frozenset({TEXT_TAG, TYPE_TAG})
SHOWN = 500


@transaction.atomic
def set_alias(version: ModelVersion, alias: str, *, actor: Actor) -> ModelAlias:
    """Point an alias at a version, from wherever it pointed before.

    Raises:
        RuleViolation: the alias is protected and something is missing; see `promote_version`.
    """
    version = locked_version(version)
    model = version.model
    _check_alias(alias)
    if is_protected(alias):
        require(actor, PROMOTE.code, version)
        require_may_serve(version)
        note_served(version)
    else:
        require(actor, CHANGE.code, version)
    row = model.aliases.filter(alias=alias).select_related("version").first()
    before = row.version.number if row else None
    row = row or ModelAlias(model=model, alias=alias)
    if before == version.number:
        return row
    row.version = version
    row.save()
    record(
        told.ALIAS_SET,
        version,
        actor=actor,
        before={} if before is None else {"alias": alias, "version": before},
        after={"alias": alias, "version": version.number},
        root=model,
    )
    return row


@transaction.atomic
def delete_alias(model: AIModel, alias: str, *, actor: Actor) -> bool:
    """Take an alias away; to withdraw is always allowed. Whether there was one."""
    model = locked_model(model)
    require(actor, CHANGE.code, model)
    row = model.aliases.filter(alias=alias).select_related("version").first()
    if row is None:
        return False
    before = {"alias": alias, "version": row.version.number}
    row.delete()
    record(told.ALIAS_REMOVED, model, actor=actor, before=before)
    return True


@transaction.atomic
def set_tag(subject: AIModel | ModelVersion, key: str, value: str, *, actor: Actor) -> None:
    """Give a model or a version a tag, or another value to one."""
    row = _locked(subject)
    require(actor, CHANGE.code, row)
    _check_tag(key, value)
    if key not in row.tags and len(row.tags) >= MOST_TAGS:
        raise RuleViolation(_("There are too many tags: %(most)d at most.") % {"most": MOST_TAGS})
    before = row.tags.get(key)
    if before == value:
        return
    _refuse_words(row, key)
    row.tags = {**row.tags, key: value}
    row.save(update_fields=["tags", "updated_at"])
    record(
        told.TAG_SET,
        row,
        actor=actor,
        before={} if before is None else {key: before[:SHOWN]},
        after={key: value[:SHOWN]},
        root=_root(row),
    )


@transaction.atomic
def delete_tag(subject: AIModel | ModelVersion, key: str, *, actor: Actor) -> bool:
    """Take a tag away. Whether there was one."""
    row = _locked(subject)
    require(actor, CHANGE.code, row)
    if key not in row.tags:
        return False
    _refuse_words(row, key)
    before = row.tags[key]
    row.tags = {name: value for name, value in row.tags.items() if name != key}
    row.save(update_fields=["tags", "updated_at"])
    record(told.TAG_REMOVED, row, actor=actor, before={key: before[:SHOWN]}, root=_root(row))
    return True


@transaction.atomic
def protect_aliases(aliases: Sequence[str], *, actor: Actor) -> PromotionRules:
    """Say which aliases only approved versions may carry."""
    require(actor, SET_RULES.code)
    names = sorted({alias.strip().lower() for alias in aliases if alias.strip()})
    for name in names:
        _check_alias(name)
    row = PromotionRules.objects.locked_rows().first()
    before = list(row.protected_aliases) if row else list(PROTECTED_ALIASES)
    row = row or PromotionRules()
    row.protected_aliases = names
    row.save()
    record(told.RULES_SET, row, actor=actor, before={"aliases": before}, after={"aliases": names})
    return row


def _check_alias(alias: str) -> None:
    problem = problem_of_alias(alias)
    if problem is not None:
        raise InvalidInput(
            WORDING[problem], errors={"alias": [str(WORDING[problem])]}, code="registry.bad_alias"
        )


def _check_tag(key: str, value: str) -> None:
    if not key.strip() or len(key) > MOST_KEY:
        message = _("A tag has a name of at most %(most)d characters.") % {"most": MOST_KEY}
        raise InvalidInput(message, errors={"key": [message]}, code="registry.bad_tag")
    if len(value) > MOST_VALUE or "\x00" in key + value:
        message = _("The value of a tag has at most %(most)d characters.") % {"most": MOST_VALUE}
        raise InvalidInput(message, errors={"value": [message]}, code="registry.bad_tag")


def _refuse_words(row: AIModel | ModelVersion, key: str) -> None:
    """What a version of a prompt says is what was judged: other words are another version."""
    if isinstance(row, ModelVersion) and key in WORDS and key in row.tags:
        raise RuleViolation(_("The words of a version never change: write another one."))


def _locked(subject: AIModel | ModelVersion) -> AIModel | ModelVersion:
    return locked_version(subject) if isinstance(subject, ModelVersion) else locked_model(subject)


def _root(row: AIModel | ModelVersion) -> AIModel | None:
    return row.model if isinstance(row, ModelVersion) else None
